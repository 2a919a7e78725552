using System.Runtime.InteropServices;
using System.Text;
using StreamEngine.Entities;
using StreamEngine.Windows;

namespace StreamEngine.Scoring;

/// <summary>
/// Scores and tiers of all entities of a kind at one owner. Scores what is dirty when a tick closes, finds tier changes, and writes a row per entity and
/// minute in which the score moved. Owned by one thread.
/// </summary>
internal sealed partial class ScoreBoard
{
    /// <summary>Entities between fetching what is kept of one and evaluating it.</summary>
    private const int PrefetchAhead = 8;

    private readonly Scorecard _card;
    private readonly EntityTable _entities;
    private readonly NameTable? _categories;
    private readonly int _epoch;
    private readonly PagedArray<ScoreState> _states = new();
    private readonly Rows<double> _indicators, _atChange;
    private readonly Stack<int> _freeSlots = new();
    private readonly PriorityQueue<(int Entity, int Generation), long> _held = new();
    private readonly double[] _scratch;
    private readonly List<int> _evaluated = [];
    private readonly SegmentMarks _unsaved = new();
    private long _minute = long.MinValue;
    private int _slots, _stateCount;
    private bool _epochBegins;

    /// <param name="card">The scorecard.</param>
    /// <param name="entities">The entities.</param>
    /// <param name="epoch">Part of versions and change ids.</param>
    /// <param name="categories">The names that <see cref="Entity.Category"/> counts in; null when the kind has no categories.</param>
    public ScoreBoard(Scorecard card, EntityTable entities, int epoch, NameTable? categories)
    {
        _card = card;
        _entities = entities;
        _epoch = epoch;
        _categories = categories;
        _indicators = new Rows<double>(card.IndicatorIds.Count);
        _atChange = new Rows<double>(card.IndicatorIds.Count);
        _scratch = new double[card.IndicatorIds.Count];
    }

    /// <summary>Is told of every evaluation; null: nobody.</summary>
    public IScoreWatcher? Watcher { get; init; }

    /// <summary>Starts a tick: when it lies in a new minute, the last one's rows are due; when holds end, their entities are to be evaluated.</summary>
    public void BeginTick(long tick, List<ScoreRow> rows)
    {
        var minute = (tick - 1) / WindowSpans.MinuteMs;
        if (minute != _minute) EndMinute(rows);
        _minute = minute;
        while (_held.TryPeek(out var waiting, out var due) && due <= tick)
        {
            _held.Dequeue();
            ref var state = ref _states[waiting.Entity];
            if (state.Generation == waiting.Generation && state.Due == due) _entities.MarkDirty(waiting.Entity);
        }
    }

    /// <summary>Keeps an entity's tier as it is, or lets it go at the next tick.</summary>
    public void Freeze(int entity, bool frozen)
    {
        Admit(entity);
        _states[entity].Frozen = frozen;
        _unsaved.Mark(entity);
        _entities.MarkDirty(entity);
    }

    /// <summary>Evaluates every dirty entity.</summary>
    public void Evaluate(long tick, List<TierChange> changes)
    {
        if (_epochBegins) MarkAllDirty();
        var dirty = CollectionsMarshal.AsSpan(_entities.Dirty);
        var prefetches = _entities.Ids.Count > Prefetch.WorthAbove;
        for (var i = 0; i < dirty.Length; i++)
        {
            if (prefetches && i + PrefetchAhead < dirty.Length) PrefetchState(dirty[i + PrefetchAhead]);
            Evaluate(dirty[i], tick, changes);
        }
        _entities.ClearDirty();
        _epochBegins = false;
    }

    /// <summary>Writes the rows of the minute that ends.</summary>
    public void EndMinute(List<ScoreRow> rows)
    {
        foreach (var entity in _evaluated)
        {
            ref var state = ref _states[entity];
            if (!state.EvaluatedThisMinute) continue;
            state.EvaluatedThisMinute = false;
            _unsaved.Mark(entity);
            if (DiffersFromRow(in state)) rows.Add(Row(entity, ref state));
        }
        _evaluated.Clear();
    }

    /// <summary>Forgets an entity, its score, tier and history; a row that its minute still owes is written now.</summary>
    public void Forget(int entity, List<ScoreRow> rows)
    {
        ref var state = ref _states[entity];
        if (state.EvaluatedThisMinute && DiffersFromRow(in state)) rows.Add(Row(entity, ref state));
        if (state.ChangeSlot != ScoreState.NoChange) _freeSlots.Push(state.ChangeSlot);
        state = Fresh(state.Generation + 1);
        Watcher?.Forgotten(entity);
        _unsaved.Mark(entity);
    }

    /// <summary>The scores of all entities as of a tick, in no particular order.</summary>
    public IEnumerable<FinalScore> Final(long tick)
    {
        for (var entity = 0; entity < _entities.Ids.Capacity; entity++)
        {
            if (!_entities.Ids.IsUsed(entity) || entity >= _stateCount) continue;
            var state = _states[entity];
            yield return ScoreOf(entity, in state, tick);
        }
    }

    /// <summary>The tier that an entity has since its last evaluation; the lowest one for -1 and for one that was never evaluated.</summary>
    public string TierOf(int entity) => _card.TierNames[entity >= 0 && entity < _stateCount ? _states[entity].Tier.Tier : 0];

    /// <summary>The score of one entity as of a tick, explained; null when it was never evaluated.</summary>
    public ScoreExplanation? Explain(int entity, long tick)
    {
        if (entity < 0 || entity >= _stateCount) return null;
        var state = _states[entity];
        var score = ScoreOf(entity, in state, tick);
        var category = _categories is null || _entities[entity].Category == Entity.None
            ? null
            : Encoding.UTF8.GetString(_categories[_entities[entity].Category]);
        long? due = state.Due == TierDecision.NotWaiting ? null : state.Due;
        return ScoreExplainer.Explain(score, state.Tier.Tier, category, _entities.Totals(entity), _entities.Creators?.Count(entity) ?? 0, due);
    }

    private void PrefetchState(int entity)
    {
        _entities.PrefetchTotals(entity);
        if (entity >= _stateCount) return;
        Prefetch.OfWhole(ref _states[entity]);
        Prefetch.Of<double>(_indicators[entity]);
    }

    private FinalScore ScoreOf(int entity, in ScoreState state, long tick) => new(
        _card.Kind, IdOf(entity), tick, state.Score, state.Tier.Rated, _card.TierNames[state.Tier.Tier], _indicators[entity].ToArray(), state.Imputed, _card);

    private void Evaluate(int entity, long tick, List<TierChange> changes)
    {
        Admit(entity);
        _unsaved.Mark(entity);
        ref var state = ref _states[entity];
        var distinct = _entities.Creators?.Count(entity) ?? 0;
        var totals = _entities.Totals(entity);
        var evaluation = _card.Evaluate(totals, distinct, BaselineOf(entity), _scratch, out var imputed);
        // A freeze ends with its entity: who goes becomes unrated, or its last tier would stand for ever.
        if (state.Frozen && _entities.IsLeaving(entity)) state.Frozen = false;
        var decision = state.Frozen ? TierLadder.Frozen(in state.Tier, in evaluation)
            : TierLadder.Decide(_card, in state.Tier, in evaluation, tick, _epochBegins);

        if (evaluation.Score != state.Score || decision.Next.Tier != state.Tier.Tier || decision.Next.Rated != state.Tier.Rated) state.ScoreTick = tick;
        if (decision.Changed) changes.Add(Change(entity, ref state, in decision, evaluation.Score, tick));
        if (Top is not null && Math.Max(state.Tier.Tier, decision.Next.Tier) == _card.TierNames.Count - 1) Top.Add(entity);
        state.Score = evaluation.Score;
        state.Imputed = imputed;
        state.Tier = decision.Next;
        _scratch.CopyTo(_indicators[entity]);
        Watcher?.Evaluated(entity, state.Tier.Tier, state.Tier.Rated, state.Score, totals);
        if (decision.WaitsUntil != state.Due)
        {
            state.Due = decision.WaitsUntil;
            if (state.Due != TierDecision.NotWaiting) _held.Enqueue((entity, state.Generation), state.Due);
        }
        if (state.EvaluatedThisMinute) return;
        state.EvaluatedThisMinute = true;
        _evaluated.Add(entity);
    }

    private TierChange Change(int entity, ref ScoreState state, in TierDecision decision, double score, long tick)
    {
        var hadChange = state.ChangeSlot != ScoreState.NoChange;
        if (!hadChange) state.ChangeSlot = TakeSlot();
        var before = _atChange[state.ChangeSlot];
        var indicators = new IndicatorChange[_scratch.Length];
        for (var i = 0; i < indicators.Length; i++) indicators[i] = new IndicatorChange(_card.IndicatorIds[i], hadChange && !double.IsNaN(before[i]) ? before[i] : null, _scratch[i]);
        _scratch.CopyTo(before);
        var change = new TierChange
        {
            Kind = _card.Kind,
            Id = IdOf(entity),
            Epoch = _epoch,
            Tick = tick,
            From = _card.TierNames[state.Tier.Tier],
            To = _card.TierNames[decision.Next.Tier],
            Score = score,
            PreviousScore = hadChange ? state.ChangeScore : null,
            Indicators = indicators,
            Reason = decision.ReasonName,
            Benefits = TierLadder.BenefitsOf(_card, state.Tier.Tier, decision.Next.Tier),
        };
        state.ChangeScore = score;
        return change;
    }

    private ScoreRow Row(int entity, ref ScoreState state)
    {
        state.HasRow = true;
        state.RowScore = state.Score;
        state.RowTier = state.Tier.Tier;
        state.RowRated = state.Tier.Rated;
        return new ScoreRow(_card.Kind, IdOf(entity), _minute * WindowSpans.MinuteMs, RowVersion.Of(_epoch, state.ScoreTick), state.Score,
            _card.TierNames[state.Tier.Tier], state.Tier.Rated, _indicators[entity].ToArray(), state.Imputed);
    }

    private static bool DiffersFromRow(in ScoreState state) =>
        !state.HasRow || state.RowScore != state.Score || state.RowTier != state.Tier.Tier || state.RowRated != state.Tier.Rated;

    private void Admit(int entity)
    {
        while (_stateCount <= entity)
        {
            _states.Ensure(_stateCount + 1);
            _states[_stateCount++] = Fresh(0);
        }
        _indicators.Ensure(_stateCount);
    }

    private static ScoreState Fresh(int generation) => new()
    {
        Tier = TierState.Initial,
        Due = TierDecision.NotWaiting,
        ChangeSlot = ScoreState.NoChange,
        Generation = generation,
    };

    private int TakeSlot()
    {
        if (_freeSlots.TryPop(out var slot)) return slot;
        _atChange.Ensure(_slots + 1);
        return _slots++;
    }

    private int BaselineOf(int entity)
    {
        var category = _categories is null ? Entity.None : _entities[entity].Category;
        return category == Entity.None ? 0 : _card.BaselineOf(_categories![category]);
    }

    private string IdOf(int entity)
    {
        Span<byte> scratch = stackalloc byte[NamePool.MaximumLength];
        return Encoding.UTF8.GetString(_entities.OutsideId(entity, scratch));
    }
}

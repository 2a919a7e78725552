using StreamEngine.Windows;

namespace StreamEngine.Scoring;

/// <summary>
/// How scores and tiers are written to a snapshot and read back: a record per entity, by its number. Indicators and tiers go by name, so that a changed
/// scorecard can take over what still fits it.
/// </summary>
internal sealed partial class ScoreBoard
{
    private const byte IsRated = 1, RowIsRated = 2, HasRow = 4, WasEvaluated = 8, HasChanged = 16, IsFrozen = 32;

    private readonly List<int> _numbers = [];

    /// <summary>
    /// Begins an epoch that a changed scorecard has made: at the next tick every entity is evaluated, and what changes then changes because of the scorecard.
    /// </summary>
    public void BeginEpoch() => _epochBegins = true;

    /// <summary>Writes what the segment of a turn holds, in slices. Between ticks; nothing is frozen or released meanwhile.</summary>
    public IEnumerable<Slice> Save(SnapshotWriter to, int turn)
    {
        to.Signed(_minute);
        to.Flag(_epochBegins);
        SaveNames(to, _card.IndicatorIds);
        SaveNames(to, _card.TierNames);
        _unsaved.Take(turn, _stateCount, _numbers);
        to.Unsigned((ulong)_stateCount);
        to.Unsigned((ulong)_numbers.Count);
        for (var i = 0; i < _numbers.Count; i++)
        {
            if (i % Slice.Records == 0) yield return default;
            Save(to, _numbers[i], in _states[_numbers[i]]);
        }
    }

    /// <summary>Reads a segment over what earlier ones have left.</summary>
    public void Load(SnapshotReader from)
    {
        _minute = from.Signed();
        _epochBegins = from.Flag();
        var indicators = LoadNames(from, _card.IndicatorIds);
        var tiers = LoadNames(from, _card.TierNames);
        var count = from.Index();
        if (count > 0) Admit(count - 1);
        for (var left = from.Count(); left > 0; left--) LoadState(from, indicators, tiers);
    }

    /// <summary>Puts lists and queues together once all segments are read.</summary>
    public void Loaded()
    {
        for (var entity = 0; entity < _stateCount; entity++)
        {
            ref var state = ref _states[entity];
            if (state.Due != TierDecision.NotWaiting) _held.Enqueue((entity, state.Generation), state.Due);
            if (state.EvaluatedThisMinute) _evaluated.Add(entity);
            // What was never evaluated is unrated.
            if (_entities.Ids.IsUsed(entity)) Watcher?.Evaluated(entity, state.Tier.Tier, state.Tier.Rated, state.Score, _entities.Totals(entity));
        }
    }

    private void Save(SnapshotWriter to, int entity, in ScoreState state)
    {
        var changed = state.ChangeSlot != ScoreState.NoChange;
        to.Unsigned((ulong)entity);
        to.Byte((byte)((state.Tier.Rated ? IsRated : 0) | (state.RowRated ? RowIsRated : 0) | (state.HasRow ? HasRow : 0)
            | (state.EvaluatedThisMinute ? WasEvaluated : 0) | (changed ? HasChanged : 0) | (state.Frozen ? IsFrozen : 0)));
        to.Double(state.Score);
        to.Byte(state.Tier.Tier);
        to.Signed(state.Tier.LastChange);
        to.Signed(state.ScoreTick);
        to.Signed(state.Due);
        to.Unsigned(state.Imputed);
        foreach (var s in _indicators[entity]) to.Double(s);
        if (state.HasRow)
        {
            to.Double(state.RowScore);
            to.Byte(state.RowTier);
        }
        if (!changed) return;
        to.Double(state.ChangeScore);
        foreach (var s in _atChange[state.ChangeSlot]) to.Double(s);
    }

    private void LoadState(SnapshotReader from, int[] indicators, int[] tiers)
    {
        var entity = from.Index();
        if (entity >= _stateCount) throw new InvalidDataException("a score has a number beyond their count");
        ref var state = ref _states[entity];
        if (state.ChangeSlot != ScoreState.NoChange) _freeSlots.Push(state.ChangeSlot);
        state = Fresh(0);
        var flags = from.Byte();
        state.Score = from.Double();
        state.Tier = new TierState(LoadTier(from, tiers), (flags & IsRated) != 0, from.Signed());
        state.ScoreTick = from.Signed();
        state.Due = from.Signed();
        state.Imputed = from.Unsigned();
        state.EvaluatedThisMinute = (flags & WasEvaluated) != 0;
        state.Frozen = (flags & IsFrozen) != 0;
        LoadIndicators(from, indicators, _indicators[entity]);
        if ((flags & HasRow) != 0)
        {
            state.HasRow = true;
            state.RowRated = (flags & RowIsRated) != 0;
            state.RowScore = from.Double();
            state.RowTier = LoadTier(from, tiers);
        }
        if ((flags & HasChanged) == 0) return;
        state.ChangeSlot = TakeSlot();
        state.ChangeScore = from.Double();
        LoadIndicators(from, indicators, _atChange[state.ChangeSlot]);
    }

    private static void SaveNames(SnapshotWriter to, IReadOnlyList<string> names)
    {
        to.Unsigned((ulong)names.Count);
        foreach (var name in names) to.Text(name);
    }

    /// <summary>For every saved name its number now, or -1.</summary>
    private static int[] LoadNames(SnapshotReader from, IReadOnlyList<string> names)
    {
        var numbers = new int[from.Count()];
        for (var i = 0; i < numbers.Length; i++)
        {
            var name = from.Text();
            numbers[i] = -1;
            for (var n = 0; n < names.Count; n++)
            {
                if (names[n] == name) numbers[i] = n;
            }
        }
        return numbers;
    }

    /// <summary>A tier that is no more becomes the lowest.</summary>
    private static byte LoadTier(SnapshotReader from, int[] tiers)
    {
        var tier = from.Byte();
        return tier < tiers.Length ? (byte)Math.Max(0, tiers[tier]) : throw new InvalidDataException("a tier has a number beyond their count");
    }

    /// <summary>An indicator that was not there before has no S.</summary>
    private static void LoadIndicators(SnapshotReader from, int[] numbers, Span<double> to)
    {
        to.Fill(double.NaN);
        foreach (var number in numbers)
        {
            var s = from.Double();
            if (number >= 0) to[number] = s;
        }
    }

    private void MarkAllDirty()
    {
        for (var entity = 0; entity < _entities.Ids.Capacity; entity++)
        {
            if (_entities.Ids.IsUsed(entity)) _entities.MarkDirty(entity);
        }
    }
}

using StreamEngine.Entities;
using StreamEngine.Scoring;
using StreamEngine.Windows;

namespace StreamEngine.Commerce.Matching;

/// <summary>
/// Who of a kind may be matched at one owner - rated, in a tier from the lowest that is matched on, without a severe violation in the month -, with what a match
/// is made of, one array a figure, dense: a search is a walk along them. Kept up to date by evaluations, so it is as of the owner's last tick. Derived from
/// scores, sums and categories: nothing of it is saved. Owned by the owner's thread.
/// </summary>
internal sealed class Candidates : IScoreWatcher
{
    /// <summary>The lowest tier of products (L2) and of creators (fair) that is matched, by its number.</summary>
    private const int LowestProductTier = 2, LowestCreatorTier = 1;

    private readonly EntityTable _entities;
    private readonly Scorecard _card;
    private readonly MatchInputs _inputs;
    private readonly int _lowestTier;
    private readonly bool _hasCategories;
    private readonly PagedArray<int> _places = new();
    private int _placed;
    private int[] _numbers = new int[64], _categories = new int[64];
    private byte[] _tiers = new byte[64];
    private double[] _scores = new double[64], _prices = new double[64], _logs = new double[64], _commissions = new double[64];
    private long[] _gmv = new long[64], _units = new long[64];

    public Candidates(EntityTable entities, Scorecard card)
    {
        _entities = entities;
        _card = card;
        _inputs = card.Matching;
        _hasCategories = card.Kind == EntityKind.Product;
        _lowestTier = _hasCategories ? LowestProductTier : LowestCreatorTier;
    }

    /// <summary>How many there are; their places are the numbers below.</summary>
    public int Count { get; private set; }

    /// <summary>Their entities.</summary>
    public ReadOnlySpan<int> Numbers => _numbers.AsSpan(0, Count);

    /// <summary>Categories of products, -1 for none.</summary>
    public ReadOnlySpan<int> Categories => _categories.AsSpan(0, Count);

    /// <summary>Numbers of their tiers.</summary>
    public ReadOnlySpan<byte> Tiers => _tiers.AsSpan(0, Count);

    /// <summary>Their scores.</summary>
    public ReadOnlySpan<double> Scores => _scores.AsSpan(0, Count);

    /// <summary>Their mean prices, fen a unit; NaN for none.</summary>
    public ReadOnlySpan<double> Prices => _prices.AsSpan(0, Count);

    /// <summary>Logarithms of those to base 2.</summary>
    public ReadOnlySpan<double> Logs => _logs.AsSpan(0, Count);

    /// <summary>Commissions of products, 0..1.</summary>
    public ReadOnlySpan<double> Commissions => _commissions.AsSpan(0, Count);

    /// <summary>An entity's place; -1 when it is no candidate.</summary>
    public int PlaceOf(int entity) => entity >= 0 && entity < _placed ? _places[entity] - 1 : -1;

    /// <inheritdoc/>
    public void Evaluated(int entity, byte tier, bool rated, double score, ReadOnlySpan<long> totals)
    {
        if (!rated || tier < _lowestTier || totals[_inputs.SevereViolations] > 0)
        {
            if (entity < _placed && _places[entity] != 0) Remove(_places[entity] - 1);
            return;
        }
        if (entity >= _placed) Ensure(entity);
        ref var placed = ref _places[entity];
        if (placed == 0) placed = Append(entity) + 1;
        var place = placed - 1;
        _tiers[place] = tier;
        _scores[place] = score;
        var (gmv, units) = (totals[_inputs.Gmv], totals[_inputs.Units]);
        if (gmv != _gmv[place] || units != _units[place])
        {
            (_gmv[place], _units[place]) = (gmv, units);
            _prices[place] = MatchFormula.Price(gmv, units);
            _logs[place] = ManagedMath.Log2(_prices[place]);
        }
        if (!_hasCategories) return;
        _categories[place] = _entities[entity].Category;
        _commissions[place] = MatchFormula.Commission(totals[_inputs.CommissionBp], totals[_inputs.DistributedOrders]);
    }

    /// <inheritdoc/>
    public void Forgotten(int entity)
    {
        if (PlaceOf(entity) is var place and >= 0) Remove(place);
    }

    /// <summary>Name of a candidate's tier.</summary>
    public string TierName(int place) => _card.TierNames[_tiers[place]];

    /// <summary>Whether a product's tier comes first with good creators.</summary>
    public bool HasPriority(int place) => _card.Options.Tiers[_tiers[place]].PriorityMatching;

    private void Ensure(int entity)
    {
        _placed = entity + 1;
        _places.Ensure(_placed);
    }

    private int Append(int entity)
    {
        if (Count == _numbers.Length) Grow();
        var place = Count++;
        _numbers[place] = entity;
        // No sums are these: the price is worked out.
        (_gmv[place], _units[place]) = (long.MinValue, long.MinValue);
        return place;
    }

    /// <summary>The last one takes the place.</summary>
    private void Remove(int place)
    {
        var last = --Count;
        _places[_numbers[place]] = 0;
        if (place == last) return;
        _places[_numbers[last]] = place + 1;
        _numbers[place] = _numbers[last];
        _categories[place] = _categories[last];
        _tiers[place] = _tiers[last];
        _scores[place] = _scores[last];
        _prices[place] = _prices[last];
        _logs[place] = _logs[last];
        _commissions[place] = _commissions[last];
        _gmv[place] = _gmv[last];
        _units[place] = _units[last];
    }

    private void Grow()
    {
        var size = Count * 2;
        Array.Resize(ref _numbers, size);
        Array.Resize(ref _categories, size);
        Array.Resize(ref _tiers, size);
        Array.Resize(ref _scores, size);
        Array.Resize(ref _prices, size);
        Array.Resize(ref _logs, size);
        Array.Resize(ref _commissions, size);
        Array.Resize(ref _gmv, size);
        Array.Resize(ref _units, size);
    }
}

using StreamEngine.Windows;

namespace StreamEngine.Commerce.Matching;

/// <summary>
/// What creators have sold of each category in the month: distributed gmv of orders that name the category, in buckets of a day. A pair of creator and category
/// lives from its first sale until its last bucket leaves, which is no later than either of the two is forgotten. Owned by the merge's thread.
/// </summary>
/// <param name="days">Days of the month window.</param>
/// <param name="limit">Pairs at most; a sale that would make another one is left out, counted.</param>
internal sealed partial class CategorySales(int days, long limit)
{
    private const int None = -1;

    private struct Pair
    {
        public int Creator, Category;

        /// <summary>Distributed gmv of the month, fen.</summary>
        public long Total;

        /// <summary>Its place in the category's list.</summary>
        public int Place;

        public int NextOfCreator, PreviousOfCreator;
    }

    private readonly PagedArray<Pair> _pairs = new();
    private readonly Dictionary<(int Creator, int Category), int> _index = [];
    private readonly BucketRing _days = new(days, Metrics.Bit(Metric.DistributedGmv));
    private readonly PagedArray<int> _firstOfCreator = new();
    private readonly List<List<int>?> _ofCategory = [];
    private readonly Stack<int> _free = new();
    private readonly SegmentMarks _unsaved = new();
    private readonly List<int> _touched = [];
    private readonly long[] _values = new long[Metrics.Count];
    private int _used, _creators;

    /// <summary>Pairs held.</summary>
    public int Count => _index.Count;

    /// <summary>Sales left out because there were too many pairs.</summary>
    public long Refused { get; private set; }

    /// <summary>Moves the window so that it ends with a day.</summary>
    public void Advance(int day)
    {
        var leaver = new Leaver(this);
        _days.Advance(day, ref leaver);
        foreach (var pair in _touched) if (_pairs[pair].Creator != None && _days.Newest(pair) < 0) Remove(pair);
        _touched.Clear();
    }

    /// <summary>Adds a sale of a day; negative when it is taken back. The window has been moved before.</summary>
    public void Add(int creator, int category, int day, long amount, long version)
    {
        if (!_index.TryGetValue((creator, category), out var pair))
        {
            if (Count >= limit)
            {
                Refused++;
                return;
            }
            pair = Admit(creator, category);
        }
        _values[(int)Metric.DistributedGmv] = amount;
        _days.Add(pair, day, Metrics.Bit(Metric.DistributedGmv), _values, version);
        ref var total = ref _pairs[pair].Total;
        total = Saturating.Add(total, amount);
    }

    /// <summary>A creator's categories with what it has sold of each.</summary>
    public IEnumerable<(int Category, long Gmv)> OfCreator(int creator)
    {
        for (var pair = creator < _creators ? _firstOfCreator[creator] - 1 : None; pair != None; pair = _pairs[pair].NextOfCreator)
            yield return (_pairs[pair].Category, _pairs[pair].Total);
    }

    /// <summary>How many creators have sold of a category.</summary>
    public int CountOfCategory(int category) => category >= 0 && category < _ofCategory.Count ? _ofCategory[category]?.Count ?? 0 : 0;

    /// <summary>One of them with what it has sold.</summary>
    public (int Creator, long Gmv) OfCategory(int category, int index)
    {
        ref var pair = ref _pairs[_ofCategory[category]![index]];
        return (pair.Creator, pair.Total);
    }

    private int Admit(int creator, int category)
    {
        if (!_free.TryPop(out var pair))
        {
            pair = _used++;
            _pairs.Ensure(_used);
        }
        _pairs[pair] = new Pair { Creator = creator, Category = category };
        _days.Admit(pair);
        _unsaved.Mark(pair);
        Link(pair);
        return pair;
    }

    private void Link(int pair)
    {
        ref var state = ref _pairs[pair];
        _index.Add((state.Creator, state.Category), pair);
        while (_ofCategory.Count <= state.Category) _ofCategory.Add(null);
        var list = _ofCategory[state.Category] ??= [];
        state.Place = list.Count;
        list.Add(pair);

        if (state.Creator >= _creators)
        {
            _creators = state.Creator + 1;
            _firstOfCreator.Ensure(_creators);
        }
        ref var first = ref _firstOfCreator[state.Creator];
        state.NextOfCreator = first - 1;
        state.PreviousOfCreator = None;
        if (first > 0) _pairs[first - 1].PreviousOfCreator = pair;
        first = pair + 1;
    }

    private void Remove(int pair)
    {
        ref var state = ref _pairs[pair];
        _index.Remove((state.Creator, state.Category));
        var list = _ofCategory[state.Category]!;
        var last = list[^1];
        list[state.Place] = last;
        _pairs[last].Place = state.Place;
        list.RemoveAt(list.Count - 1);
        if (list.Count == 0) _ofCategory[state.Category] = null;

        if (state.PreviousOfCreator != None) _pairs[state.PreviousOfCreator].NextOfCreator = state.NextOfCreator;
        else _firstOfCreator[state.Creator] = state.NextOfCreator + 1;
        if (state.NextOfCreator != None) _pairs[state.NextOfCreator].PreviousOfCreator = state.PreviousOfCreator;
        state.Creator = None;
        _unsaved.Mark(pair);
        _free.Push(pair);
    }

    private readonly struct Leaver(CategorySales sales) : IBucketVisitor
    {
        public void Visit(BucketRing ring, int handle)
        {
            ref readonly var bucket = ref ring[handle];
            sales._pairs[bucket.Entity].Total -= ring.Values(handle)[0];
            sales._touched.Add(bucket.Entity);
        }
    }
}

using System.Threading.Channels;
using StreamEngine.Entities;
using StreamEngine.Peers.Children;

namespace StreamEngine.Peers.Reduced;

/// <summary>Creators: takes ticks in order, a tick only when every lane has closed it or a later one, and a tick's partials in partition order. One task.</summary>
internal sealed class Merge
{
    private const long MinuteMs = 60_000;

    private readonly SumTable _creators = new();
    private readonly SumResults _results;
    private readonly IReadOnlyList<ChannelReader<CreatorPartial>> _lanes;
    private readonly List<int>[] _numbers;

    public Merge(ChildOptions options, IReadOnlyList<ChannelReader<CreatorPartial>> lanes)
    {
        _results = new SumResults(options, "c", _creators, null);
        _lanes = lanes;
        _numbers = [.. lanes.Select(_ => new List<int>())];
    }

    public IResults Results => _results;

    public async Task RunAsync()
    {
        var heads = new CreatorPartial?[_lanes.Count];
        while (true)
        {
            var tick = long.MaxValue;
            for (var lane = 0; lane < heads.Length; lane++)
            {
                if (heads[lane] is null && await _lanes[lane].WaitToReadAsync() && _lanes[lane].TryRead(out var partial)) heads[lane] = partial;
                if (heads[lane] is { } head) tick = Math.Min(tick, head.Tick);
            }
            if (tick == long.MaxValue) return;
            for (var lane = 0; lane < heads.Length; lane++)
            {
                if (heads[lane]?.Tick != tick) continue;
                Fold(lane, heads[lane]!);
                heads[lane] = null;
            }
            _creators.Advance(tick / MinuteMs);
            _creators.Emit(_results, tick);
        }
    }

    private void Fold(int lane, CreatorPartial partial)
    {
        var numbers = _numbers[lane];
        foreach (var name in partial.NewNames) numbers.Add(_creators.FindOrAdd(name, IdTable.NoParent));
        // The window ends with the tick's own minute before anything is added for it.
        _creators.Advance(partial.Minute);
        for (var i = 0; i < partial.Creators.Length; i++)
        {
            _creators.Fold(numbers[partial.Creators[i]], partial.Minute, partial.Masks[i], partial.Values.AsSpan(i * FiveSums.Count, FiveSums.Count));
        }
        foreach (var (creator, minute, sum, value) in partial.Late) _creators.AddLate(numbers[creator], minute, partial.Minute, sum, value);
    }
}

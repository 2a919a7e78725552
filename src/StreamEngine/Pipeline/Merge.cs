using System.Threading.Channels;
using StreamEngine.Commerce.Campaigns;

namespace StreamEngine.Pipeline;

/// <summary>
/// Brings the lanes together: takes ticks in order, a tick's partials in partition order, and a tick once every partition has closed it or a later one.
/// An ended partition is no longer waited for. One task.
/// </summary>
internal sealed partial class Merge
{
    private readonly PartialPool _pool;
    private readonly IReadOnlyList<PartialQueue> _lanes;
    private readonly Func<bool> _wantsRows;
    private readonly Cuts _cuts;
    private readonly Partial?[] _heads;
    private readonly long?[] _done;
    private readonly CampaignPlan _campaigns;
    private ChannelWriter<TickOutput>? _outputs;

    /// <param name="setup">Options and scorecards.</param>
    /// <param name="pool">Where partials go back to.</param>
    /// <param name="lanes">What the lanes say, by partition.</param>
    /// <param name="wantsRows">Asked at every tick: whether all changed rows are to be handed over.</param>
    /// <param name="cuts">Asked before every tick: whether the state is to be saved.</param>
    public Merge(LaneSetup setup, PartialPool pool, IReadOnlyList<PartialQueue> lanes, Func<bool> wantsRows, Cuts cuts)
    {
        (_pool, _lanes, _wantsRows, _cuts) = (pool, lanes, wantsRows, cuts);
        _campaigns = setup.Campaigns;
        State = new MergeState(setup);
        _heads = new Partial?[lanes.Count];
        _done = new long?[lanes.Count];
    }

    public MergeState State { get; }

    /// <summary>Held while a tick is worked on; whoever else reads <see cref="State"/> takes it too, and briefly.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Wakes the merge from waiting for a lane: a cut is hurried, a lane was saved for one, or it is given up.</summary>
    public Nudge Nudge { get; } = new();

    /// <summary>The last tick put out, or null.</summary>
    public long? LastTick { get; private set; }

    /// <summary>The partition that everyone waits for, or -1. Read by anyone for display.</summary>
    public int WaitingFor { get; private set; } = -1;

    /// <summary>Runs until every lane has ended; the last output hands over what is left.</summary>
    /// <param name="outputs">Where ticks are put out to.</param>
    /// <param name="end">The cut to take at the end of what the lanes say, or null.</param>
    /// <param name="leaving">Whether the input goes on elsewhere: then what the lanes have said beyond the end is kept and not worked on.</param>
    /// <param name="stop">Gives up.</param>
    public async Task RunAsync(ChannelWriter<TickOutput> outputs, Cut? end, Func<bool> leaving, CancellationToken stop)
    {
        _outputs = outputs;
        while (true)
        {
            var tick = await NextTickAsync(stop);
            if (end is { Merge: null } && WouldWait())
            {
                BeginEnd(end);
                await outputs.WriteAsync(new TickOutput { Tick = LastTick ?? 0, Cut = end }, stop);
            }
            if (tick is null) break;
            if (_isAtEnd && leaving()) Discard();
            else await WorkAsync(tick.Value, outputs, stop);
        }
        if (end is not null) FinishEnd();
        if (LastTick is { } last && !leaving())
        {
            var rest = new TickOutput { Tick = last };
            State.EndInput(rest);
            await outputs.WriteAsync(rest, stop);
        }
        outputs.Complete();
    }

    private async ValueTask WorkAsync(long tick, ChannelWriter<TickOutput> outputs, CancellationToken stop)
    {
        await TakeCutAsync(tick, stop);
        var output = new TickOutput { Tick = tick };
        lock (Gate) Work(output);
        await outputs.WriteAsync(output, stop);
    }

    private void Work(TickOutput output)
    {
        // An epoch that begins without state knows the whole of what began after its first event: at its first tick, when all lanes have spoken.
        if (LastTick is null) State.RowFloor = _heads.Min(head => head?.RowFloor ?? long.MaxValue);
        State.Begin(output);
        for (var lane = 0; lane < _heads.Length; lane++)
        {
            if (_heads[lane] is not { } partial || partial.Tick != output.Tick) continue;
            State.Add(partial, output);
            _done[lane] = partial.Tick;
            _pool.Return(partial);
            _heads[lane] = null;
        }
        State.End(output, _wantsRows());
        LastTick = output.Tick;
    }

    /// <summary>The lowest tick that any lane has closed, once all lanes that go on have closed one; null when all have ended.</summary>
    private async ValueTask<long?> NextTickAsync(CancellationToken stop)
    {
        long? lowest = null;
        for (var lane = 0; lane < _heads.Length; lane++)
        {
            _heads[lane] ??= await ReadAsync(lane, stop);
            if (_heads[lane] is { } partial && (lowest is null || partial.Tick < lowest)) lowest = partial.Tick;
        }
        return lowest;
    }

    private async ValueTask<Partial?> ReadAsync(int lane, CancellationToken stop)
    {
        while (await ReadNextAsync(lane, stop) is { } partial)
        {
            // A lane that goes on from an older snapshot says again what is known.
            if (!(partial.Tick <= _done[lane])) return Recorded(partial);
            _pool.Return(partial);
        }
        return null;
    }

    private async ValueTask<Partial?> ReadNextAsync(int lane, CancellationToken stop)
    {
        if (_lanes[lane].TryTake(out var partial)) return partial;
        WaitingFor = lane;
        var more = true;
        while (more)
        {
            await TakeCutAsync(null, stop);
            // Looked for only now, because a cut gathers what was said since.
            if (_lanes[lane].TryTake(out partial)) break;
            more = await _lanes[lane].WaitAsync(Nudge, stop);
        }
        WaitingFor = -1;
        return partial;
    }
}

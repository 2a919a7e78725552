using System.Threading.Channels;

namespace StreamEngine.Pipeline;

/// <summary>
/// Brings the lanes together: takes ticks in order, a tick's partials in partition order, and a tick once every partition has closed it or a later one.
/// An ended partition is no longer waited for. One task.
/// </summary>
internal sealed class Merge(LaneSetup setup, PartialPool pool, IReadOnlyList<ChannelReader<Partial>> lanes, Func<bool> wantsRows)
{
    private readonly Partial?[] _heads = new Partial?[lanes.Count];

    public MergeState State { get; } = new(setup);

    /// <summary>Held while a tick is worked on; whoever else reads <see cref="State"/> takes it too, and briefly.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The last tick put out, or null.</summary>
    public long? LastTick { get; private set; }

    /// <summary>The partition that everyone waits for, or -1. Read by anyone for display.</summary>
    public int WaitingFor { get; private set; } = -1;

    /// <summary>Runs until every lane has ended; the last output hands over what is left.</summary>
    public async Task RunAsync(ChannelWriter<TickOutput> outputs, CancellationToken stop)
    {
        while (await NextTickAsync(stop) is { } tick)
        {
            var output = new TickOutput { Tick = tick };
            lock (Gate) Work(output);
            await outputs.WriteAsync(output, stop);
        }
        if (LastTick is { } last)
        {
            var rest = new TickOutput { Tick = last };
            State.EndInput(rest);
            await outputs.WriteAsync(rest, stop);
        }
        outputs.Complete();
    }

    private void Work(TickOutput output)
    {
        State.Begin(output);
        for (var lane = 0; lane < _heads.Length; lane++)
        {
            if (_heads[lane] is not { } partial || partial.Tick != output.Tick) continue;
            State.Add(partial, output);
            output.Positions.Add((lane, partial.NextOffset));
            pool.Return(partial);
            _heads[lane] = null;
        }
        State.End(output, wantsRows());
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
        var reader = lanes[lane];
        if (reader.TryRead(out var partial)) return partial;
        WaitingFor = lane;
        var more = await reader.WaitToReadAsync(stop);
        WaitingFor = -1;
        return more && reader.TryRead(out partial) ? partial : null;
    }
}

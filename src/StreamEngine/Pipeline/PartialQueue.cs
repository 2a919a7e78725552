using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace StreamEngine.Pipeline;

/// <summary>
/// What a lane has said and the merge has not taken yet, in order. A lane speaks first and then waits while too much is untaken, so that whatever it has closed is
/// here and it can be saved while it waits. The lane writes, the merge reads; each from its own task.
/// </summary>
internal sealed class PartialQueue
{
    /// <summary>Ticks that a lane may be ahead of the merge before it waits.</summary>
    private const int Room = 64;

    private readonly Channel<Partial> _said = Channel.CreateUnbounded<Partial>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly Queue<Partial> _kept = new();
    private ChannelWriter<Partial> _writer;
    private Task<bool>? _more;
    private long _saidCount, _takenCount;
    private volatile bool _hasEnded;

    public PartialQueue() => _writer = _said.Writer;

    /// <summary>Wakes the lane: there is room, or a cut is to be taken.</summary>
    public Nudge Lane { get; } = new();

    /// <summary>Whether the lane has to wait for the merge.</summary>
    public bool IsFull => Volatile.Read(ref _saidCount) - Volatile.Read(ref _takenCount) > Room;

    /// <summary>Whether the lane says no more than what is here.</summary>
    public bool HasEnded => _hasEnded;

    /// <summary>The tick of the last partial that was gathered or restored; null before the first.</summary>
    public long? Gathered { get; private set; }

    /// <summary>What was gathered or restored and is not taken yet, in order.</summary>
    public IEnumerable<Partial> Kept => _kept;

    /// <summary>The lane says something.</summary>
    public void Say(Partial partial)
    {
        Volatile.Write(ref _saidCount, _saidCount + 1);
        _writer.TryWrite(partial);
    }

    /// <summary>The lane says no more.</summary>
    public void End()
    {
        _writer.Complete();
        _hasEnded = true;
    }

    /// <summary>Puts back what the merge had been told before it was saved. Before anything else is said.</summary>
    public void Restore(Partial partial)
    {
        _saidCount++;
        _kept.Enqueue(partial);
        Gathered = partial.Tick;
    }

    /// <summary>The merge takes the next one, if there is one.</summary>
    public bool TryTake([NotNullWhen(true)] out Partial? partial)
    {
        if (!_kept.TryDequeue(out partial) && !_said.Reader.TryRead(out partial)) return false;
        Volatile.Write(ref _takenCount, _takenCount + 1);
        Lane.Give();
        return true;
    }

    /// <summary>The merge looks at everything that was said without taking it.</summary>
    public void Gather()
    {
        while (_said.Reader.TryRead(out var partial))
        {
            _kept.Enqueue(partial);
            Gathered = partial.Tick;
        }
    }

    /// <summary>The merge waits until more was said or somebody nudges it; false when the lane says no more.</summary>
    public async ValueTask<bool> WaitAsync(Nudge merge, CancellationToken stop)
    {
        _more ??= MoreAsync(stop);
        if (!_more.IsCompleted) await merge.WaitAsync(_more, stop);
        if (!_more.IsCompleted) return true;
        var more = await _more;
        _more = null;
        return more;
    }

    private async Task<bool> MoreAsync(CancellationToken stop) => await _said.Reader.WaitToReadAsync(stop);
}

using System.Threading.Channels;

namespace StreamEngine.Pipeline;

/// <summary>Wakes one task from waiting; given while it does not wait, it wakes it from its next wait. Anyone gives, one task waits.</summary>
internal sealed class Nudge
{
    private readonly Channel<bool> _given = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });
    private Task<bool>? _waiting;

    /// <summary>Wakes whoever waits.</summary>
    public void Give() => _given.Writer.TryWrite(true);

    /// <summary>Returns once it is given, or when <paramref name="other"/> is complete.</summary>
    public async ValueTask WaitAsync(Task? other, CancellationToken stop)
    {
        // One that is still pending from a wait that something else ended is waited for again: the channel knows one reader.
        _waiting ??= GivenAsync(stop);
        if (other is null) await _waiting;
        else await Task.WhenAny(_waiting, other);
        if (!_waiting.IsCompleted) return;
        await _waiting;
        _waiting = null;
        _given.Reader.TryRead(out _);
    }

    /// <summary>Not as the channel's own task: that would go on on the thread pool, whatever the scheduler.</summary>
    private async Task<bool> GivenAsync(CancellationToken stop) => await _given.Reader.WaitToReadAsync(stop);
}

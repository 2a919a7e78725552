using System.Collections.Concurrent;

namespace StreamEngine.Pipeline;

/// <summary>Partials between two uses: lanes rent them, the merge returns them.</summary>
internal sealed class PartialPool
{
    private readonly ConcurrentQueue<Partial> _partials = new();

    public Partial Rent() => _partials.TryDequeue(out var partial) ? partial : new Partial();

    public void Return(Partial partial) => _partials.Enqueue(partial);
}

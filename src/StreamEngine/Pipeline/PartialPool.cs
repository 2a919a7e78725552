using System.Collections.Concurrent;

namespace StreamEngine.Pipeline;

/// <summary>Partials between two uses: lanes rent them, the merge returns them.</summary>
internal sealed class PartialPool
{
    private readonly ConcurrentQueue<Partial> _partials = new();

    public Partial Rent() => _partials.TryDequeue(out var partial) ? partial : new Partial();

    public void Return(Partial partial)
    {
        // What one that waits here has taken for an unusual tick would be missing elsewhere.
        partial.Rows.Clear();
        partial.CommerceRows.Clear();
        _partials.Enqueue(partial);
    }
}

using System.Reactive.Subjects;
using StreamEngine.Scoring;

namespace StreamEngine.Host.Running;

/// <summary>
/// The latest tier changes, and the stream of those to come. Subscribers are called on the engine's output task and must take a change without waiting.
/// Thread-safe.
/// </summary>
internal sealed class ChangeHistory : IDisposable
{
    /// <summary>Changes that are kept for whoever comes back.</summary>
    public const int Kept = 10_000;

    private readonly Lock _gate = new();
    private readonly TierChange?[] _ring = new TierChange?[Kept];
    private readonly Subject<TierChange> _stream = new();
    private long _count;

    /// <summary>Every change from now on, in the order of ticks, kinds and ids.</summary>
    public IObservable<TierChange> Stream => _stream;

    /// <summary>The change's id as it travels in a stream of events, where a line break would end it.</summary>
    public static string EventId(TierChange change)
    {
        var id = change.ChangeId;
        return id.Any(char.IsControl) ? Uri.EscapeDataString(id) : id;
    }

    /// <summary>Adds a tick's changes and hands them to the subscribers.</summary>
    public void Add(IReadOnlyList<TierChange> changes)
    {
        lock (_gate)
        {
            foreach (var change in changes)
            {
                _ring[_count++ % Kept] = change;
                _stream.OnNext(change);
            }
        }
    }

    /// <summary>The latest changes, newest first.</summary>
    public IReadOnlyList<TierChange> Latest(int limit)
    {
        lock (_gate)
        {
            var count = (int)Math.Min(Math.Min(limit, Kept), _count);
            return [.. Enumerable.Range(1, count).Select(back => _ring[(_count - back) % Kept]!)];
        }
    }

    /// <summary>Subscribes, after the changes that came after <paramref name="lastId"/> as far as they are kept; nothing is missed between the two.</summary>
    /// <param name="lastId">The id of the last change seen; null: only what is to come.</param>
    /// <param name="subscriber">Gets them.</param>
    public IDisposable Subscribe(string? lastId, Action<TierChange> subscriber)
    {
        lock (_gate)
        {
            if (lastId is not null)
            {
                foreach (var change in After(lastId)) subscriber(change);
            }
            return _stream.Subscribe(subscriber);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    // A change that is not kept any more, or never was, stands for the beginning: rather twice than never.
    private List<TierChange> After(string lastId)
    {
        var kept = Latest(Kept);
        var newer = kept.TakeWhile(change => EventId(change) != lastId).Reverse();
        return [.. newer];
    }
}

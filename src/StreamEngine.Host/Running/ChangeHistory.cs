using System.Reactive.Subjects;
using StreamEngine.Commerce;
using StreamEngine.Scoring;

namespace StreamEngine.Host.Running;

/// <summary>
/// The latest tier changes, and the stream of those to come together with what is announced. Subscribers are called on the engine's output task and must take
/// an item without waiting. Thread-safe.
/// </summary>
internal sealed class ChangeHistory : IDisposable
{
    /// <summary>Items that are kept for whoever comes back, and tier changes for whoever asks.</summary>
    public const int Kept = 10_000;

    private readonly Lock _gate = new();
    private readonly TierChange?[] _changes = new TierChange?[Kept];
    private readonly LiveItem[] _items = new LiveItem[Kept];
    private readonly Subject<LiveItem> _stream = new();
    private long _changeCount, _itemCount;

    /// <summary>The change's id as it travels in a stream of events.</summary>
    public static string EventId(TierChange change) => new LiveItem(change, null).EventId;

    /// <summary>Adds what a tick has brought and hands it to the subscribers.</summary>
    public void Add(IReadOnlyList<TierChange> changes, IReadOnlyList<Announcement> announcements)
    {
        lock (_gate)
        {
            foreach (var change in changes)
            {
                _changes[_changeCount++ % Kept] = change;
                Add(new LiveItem(change, null));
            }
            foreach (var announcement in announcements) Add(new LiveItem(null, announcement));
        }
    }

    /// <summary>The latest changes, newest first.</summary>
    public IReadOnlyList<TierChange> Latest(int limit)
    {
        lock (_gate)
        {
            var count = (int)Math.Min(Math.Min(limit, Kept), _changeCount);
            return [.. Enumerable.Range(1, count).Select(back => _changes[(_changeCount - back) % Kept]!)];
        }
    }

    /// <summary>Subscribes, after the items that came after <paramref name="lastId"/> as far as they are kept; nothing is missed between the two.</summary>
    /// <param name="lastId">The id of the last item seen; null: only what is to come.</param>
    /// <param name="subscriber">Gets them.</param>
    public IDisposable Subscribe(string? lastId, Action<LiveItem> subscriber)
    {
        lock (_gate)
        {
            if (lastId is not null)
            {
                foreach (var item in After(lastId)) subscriber(item);
            }
            return _stream.Subscribe(subscriber);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private void Add(in LiveItem item)
    {
        _items[_itemCount++ % Kept] = item;
        _stream.OnNext(item);
    }

    // An item that is not kept any more, or never was, stands for the beginning: rather twice than never.
    private List<LiveItem> After(string lastId)
    {
        var count = (int)Math.Min(Kept, _itemCount);
        var newer = Enumerable.Range(1, count).Select(back => _items[(_itemCount - back) % Kept]).TakeWhile(item => item.EventId != lastId).Reverse();
        return [.. newer];
    }
}

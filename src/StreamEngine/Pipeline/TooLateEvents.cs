using System.Collections.Concurrent;
using System.Text;
using StreamEngine.Windows;

namespace StreamEngine.Pipeline;

/// <summary>How many events of a merchant and day came after the day had left the month window.</summary>
/// <param name="Merchant">The merchant; empty stands for all beyond the limit of what is kept.</param>
/// <param name="Day">The day of the events, such as <c>2026-06-18</c>.</param>
/// <param name="Count">How many.</param>
public readonly record struct TooLateCount(string Merchant, string Day, long Count);

/// <summary>
/// Counts events that are kept out of the scores, by merchant and day, so that whoever sent them can be found. Written by the lane, read by anyone; beyond a
/// limit of merchants and days the counts go under no name rather than take more memory.
/// </summary>
internal sealed class TooLateEvents
{
    private const int Limit = 10_000;

    private readonly ConcurrentDictionary<(string Merchant, int Day), long> _counts = new();

    /// <summary>The counts, by merchant and day.</summary>
    public IEnumerable<TooLateCount> Counts => _counts.Select(c => new TooLateCount(c.Key.Merchant, ZoneCalendar.Name(c.Key.Day), c.Value));

    public void Save(SnapshotWriter to)
    {
        to.Unsigned((ulong)_counts.Count);
        foreach (var ((merchant, day), count) in _counts)
        {
            to.Text(merchant);
            to.Signed(day);
            to.Unsigned((ulong)count);
        }
    }

    public void Load(SnapshotReader from)
    {
        _counts.Clear();
        for (var left = from.Count(); left > 0; left--) _counts[(from.Text(), (int)from.Signed())] = (long)from.Unsigned();
    }

    public void Count(ReadOnlySpan<byte> merchant, int day)
    {
        var key = (Encoding.UTF8.GetString(merchant), day);
        if (_counts.Count >= Limit && !_counts.ContainsKey(key)) key = ("", 0);
        _counts.AddOrUpdate(key, 1, static (_, count) => count + 1);
    }
}

using StreamEngine.Events;
using StreamEngine.Windows;

namespace StreamEngine.Pipeline;

/// <summary>
/// What became of the records of one partition, and what was cut by a limit. For every partition
/// records = applied + heartbeats + duplicate + too late + unknown type + tombstones + dead letters.
/// Written by the lane, read by anyone for display.
/// </summary>
public sealed class LaneCounters
{
    private readonly long[] _deadLetters = new long[DeadLetterReasons.Count];

    /// <summary>Records read.</summary>
    public long Records { get; internal set; }

    /// <summary>Events applied, heartbeats not among them.</summary>
    public long Applied { get; internal set; }

    /// <summary>Heartbeats.</summary>
    public long Heartbeats { get; internal set; }

    /// <summary>Money events whose id had been applied within the deduplication window.</summary>
    public long Duplicate { get; internal set; }

    /// <summary>Events whose day had left the month window.</summary>
    public long TooLate { get; internal set; }

    /// <summary>The same by merchant and day.</summary>
    public IEnumerable<TooLateCount> TooLateBy => TooLateEvents.Counts;

    internal TooLateEvents TooLateEvents { get; } = new();

    /// <summary>Events of a type that the contract does not name.</summary>
    public long UnknownType { get; internal set; }

    /// <summary>Records without a value.</summary>
    public long Tombstones { get; internal set; }

    /// <summary>Applied events too old for the hour window.</summary>
    public long LateMinute { get; internal set; }

    /// <summary>Applied events too old for the day window.</summary>
    public long LateHour { get; internal set; }

    /// <summary>Additions that an entity did not get because a limit kept it out.</summary>
    public long EntityRefused { get; internal set; }

    /// <summary>Ids that left the deduplication before their time because there were too many.</summary>
    public long DeduplicationEvicted { get; internal set; }

    /// <summary>(merchant, buyer) pairs that had to go because there were too many.</summary>
    public long PairsEvicted { get; internal set; }

    /// <summary>Members of distinct counts that had to go because an entity had too many.</summary>
    public long DistinctEvicted { get; internal set; }

    /// <summary>Manual decisions and reversals forgotten before their time because there were too many.</summary>
    public long DecisionsEvicted { get; internal set; }

    /// <summary>Sums cut at the end of a 64-bit integer.</summary>
    public long Saturated { get; internal set; }

    /// <summary>Additions to campaigns that had no place because there were too many totals.</summary>
    public long CampaignRefused { get; internal set; }

    /// <summary>True when a limit has cost something: results are no longer those of unlimited memory.</summary>
    public bool LimitReached => (EntityRefused | DeduplicationEvicted | PairsEvicted | DecisionsEvicted | CampaignRefused) != 0;

    /// <summary>Dead letters by reason.</summary>
    public long DeadLetters(DeadLetterReason reason) => _deadLetters[(int)reason];

    /// <summary>All dead letters.</summary>
    public long DeadLettersTotal => _deadLetters.Sum();

    internal void Save(SnapshotWriter to)
    {
        foreach (var count in All) to.Unsigned((ulong)count);
        to.Unsigned((ulong)_deadLetters.Length);
        foreach (var count in _deadLetters) to.Unsigned((ulong)count);
        TooLateEvents.Save(to);
    }

    internal void Load(SnapshotReader from)
    {
        long Next() => (long)from.Unsigned();
        (Records, Applied, Heartbeats, Duplicate, TooLate, UnknownType, Tombstones) = (Next(), Next(), Next(), Next(), Next(), Next(), Next());
        (LateMinute, LateHour, EntityRefused, DeduplicationEvicted, PairsEvicted, DistinctEvicted, Saturated, DecisionsEvicted) =
            (Next(), Next(), Next(), Next(), Next(), Next(), Next(), Next());
        var reasons = from.Count();
        for (var reason = 0; reason < reasons; reason++) _deadLetters[reason] = Next();
        TooLateEvents.Load(from);
    }

    private long[] All =>
    [
        Records, Applied, Heartbeats, Duplicate, TooLate, UnknownType, Tombstones,
        LateMinute, LateHour, EntityRefused, DeduplicationEvicted, PairsEvicted, DistinctEvicted, Saturated, DecisionsEvicted,
    ];

    internal void CountDeadLetter(DeadLetterReason reason) => _deadLetters[(int)reason]++;
}

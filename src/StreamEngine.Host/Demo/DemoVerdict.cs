namespace StreamEngine.Host.Demo;

/// <summary>Whether a demo did what it is there to show.</summary>
internal static class DemoVerdict
{
    /// <summary>Everything that did not work.</summary>
    /// <param name="summary">What happened.</param>
    /// <param name="everythingWasWritten">Whether the engine ended in order and no row was waiting: then what it says and what ClickHouse has must agree.</param>
    /// <param name="wasInterrupted">Whether the viewer ended it, maybe before there was anything to show: then nothing is missing.</param>
    public static IEnumerable<string> Problems(DemoSummary summary, bool everythingWasWritten, bool wasInterrupted)
    {
        if (!wasInterrupted)
        {
            if (summary.Applied == 0) yield return "no event reached the engine";
            if (summary.TierChanges == 0) yield return "no tier changed";
            if (summary.ClickHouseMissing is not null && summary.RowsWritten == 0) yield return "no row was written";
            if (summary.RowsInClickHouse == 0) yield return "no row is in ClickHouse";
        }
        if (everythingWasWritten && summary.TierChangesInClickHouse is { } rows && rows != summary.TierChanges)
            yield return $"{summary.TierChanges} tier changes were published, ClickHouse has {rows}";
        if (summary.Crash is not { } crash) yield break;
        if (crash.RecoverySeconds is null) yield return "the engine put out no tick after it was killed";
        if (crash.TierChangesOnTopic != crash.TierChangesDistinct) yield return $"{crash.TierChangesOnTopic} tier changes are on their topic, {crash.TierChangesDistinct} different ones";
        if (crash.TierChangesBroken > 0) yield return $"{crash.TierChangesBroken} tier changes on their topic are not whole";
        if (crash.EventsAccountedFor is not { } accounted) yield return "the engine did not end in order after the crash, so it cannot be told whether anything was lost";
        else if (crash.EventsRead != accounted) yield return $"{crash.EventsRead} events were read, the engine accounts for {accounted}";
    }
}

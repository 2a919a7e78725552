namespace StreamEngine.Host.Demo;

/// <summary>Whether a demo did what it is there to show.</summary>
internal static class DemoVerdict
{
    /// <summary>Everything that did not work.</summary>
    /// <param name="summary">What happened.</param>
    /// <param name="everythingWasWritten">Whether the engine ended in order and no row was waiting: then what it says and what ClickHouse has must agree.</param>
    public static IEnumerable<string> Problems(DemoSummary summary, bool everythingWasWritten)
    {
        if (summary.Applied == 0) yield return "no event reached the engine";
        if (summary.TierChanges == 0) yield return "no tier changed";
        if (summary.ClickHouseMissing is not null && summary.RowsWritten == 0) yield return "no row was written";
        if (summary.RowsInClickHouse == 0) yield return "no row is in ClickHouse";
        if (everythingWasWritten && summary.TierChangesInClickHouse is { } rows && rows != summary.TierChanges)
            yield return $"{summary.TierChanges} tier changes were published, ClickHouse has {rows}";
    }
}

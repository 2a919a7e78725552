namespace StreamEngine.ClickHouse.Writing;

/// <summary>How far the engine is behind on a partition, for the table engine_lag: the last observation of a minute is its row.</summary>
/// <param name="Partition">Partition of the source topic.</param>
/// <param name="ObservedAt">When, ms since the Unix epoch by the wall clock.</param>
/// <param name="Messages">High watermark minus position.</param>
/// <param name="Seconds">Age of the next unprocessed record; 0 when there is none.</param>
/// <param name="EventTimeSeconds">Wall clock minus event time of the partition; 0 before its first event.</param>
/// <param name="LastTick">The last tick that the partition closed, ms since the Unix epoch; 0 before the first.</param>
/// <param name="IsSilent">Whether nothing arrives on the partition.</param>
/// <param name="Verdict">OK, SLOW, STALLED, STOPPED, REWOUND or DEGRADED.</param>
public sealed record EngineLagRow(
    int Partition, long ObservedAt, long Messages, double Seconds, double EventTimeSeconds, long LastTick, bool IsSilent, string Verdict);

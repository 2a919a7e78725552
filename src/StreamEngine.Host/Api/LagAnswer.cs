using StreamEngine.Host.Running;

namespace StreamEngine.Host.Api;

/// <summary>The lag of a running engine.</summary>
/// <param name="AsOfTick">The last tick put out, ms since the Unix epoch.</param>
/// <param name="Lag">All partitions together.</param>
/// <param name="Partitions">Each partition.</param>
internal sealed record LagAnswer(long? AsOfTick, LagReport Lag, IReadOnlyList<PartitionReport> Partitions);

using StreamEngine.Peers.Reporting;

namespace StreamEngine.Peers.Curves;

/// <summary>What an event costs at one point of a curve.</summary>
/// <param name="At">The value of the axis.</param>
/// <param name="WallNs">Wall-clock time, ns, with the run's threads.</param>
/// <param name="CpuNs">Processor time, ns.</param>
internal sealed record PointCost(double At, Spread WallNs, Spread CpuNs);

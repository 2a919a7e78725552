using StreamEngine.Simulator;

namespace StreamEngine.Peers.Curves;

/// <summary>How the cost of an event grows with one thing.</summary>
/// <param name="Name">On the command line and in file names.</param>
/// <param name="Title">Of the chart.</param>
/// <param name="Axis">What varies.</param>
/// <param name="Logarithmic">The axis is logarithmic.</param>
/// <param name="Points">The values of the axis.</param>
/// <param name="At">The set-up of a point.</param>
internal sealed record Curve(string Name, string Title, string Axis, bool Logarithmic, IReadOnlyList<double> Points, Func<double, Setup, Setup> At);

/// <summary>What is replayed, and how.</summary>
/// <param name="Traffic">The input.</param>
/// <param name="HotShare">Share of the events that are moved to one merchant and product.</param>
/// <param name="Tick">The tick interval.</param>
internal sealed record Setup(SimulatorOptions Traffic, double HotShare, TimeSpan Tick);

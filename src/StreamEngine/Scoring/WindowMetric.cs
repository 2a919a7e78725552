using StreamEngine.Windows;

namespace StreamEngine.Scoring;

/// <summary>A sum that a scorecard reads: a metric over one of the windows.</summary>
/// <param name="Window">Day or month.</param>
/// <param name="Metric">The metric.</param>
public readonly record struct WindowMetric(WindowKind Window, Metric Metric);

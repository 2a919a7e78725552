namespace StreamEngine.Windows;

/// <summary>The sum of a metric over a window: one input of a scorecard.</summary>
/// <param name="Window">The window.</param>
/// <param name="Metric">The metric.</param>
public readonly record struct WindowMetric(WindowKind Window, Metric Metric);

namespace StreamEngine.Windows;

/// <summary>How many buckets each window has.</summary>
/// <param name="Minutes">Of the hour window.</param>
/// <param name="Hours">Of the day window.</param>
/// <param name="Days">Of the month window.</param>
public readonly record struct WindowSpans(int Minutes, int Hours, int Days)
{
    /// <summary>Milliseconds of a bucket of the hour window.</summary>
    public const long MinuteMs = 60_000;

    /// <summary>Minutes of a bucket of the day window.</summary>
    public const long HourMinutes = 60;
}

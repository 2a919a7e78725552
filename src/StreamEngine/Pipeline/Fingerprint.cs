using System.IO.Hashing;
using System.Text.Json;
using StreamEngine.Scoring;
using StreamEngine.Windows;

namespace StreamEngine.Pipeline;

/// <summary>
/// Short texts that tell whether a saved state and this program's configuration belong together: equal options give equal texts. Limits and leads are not in them:
/// a state stays what it is when they change.
/// </summary>
public static class Fingerprint
{
    /// <summary>Of what a state cannot be carried over: metrics, windows, zone, tick interval and the spans that decide what is remembered.</summary>
    public static string Of(EngineOptions options) => Of(new
    {
        Metrics = Metrics.Names,
        options.TickInterval,
        options.Zone,
        options.MaximumSkew,
        options.DeduplicationWindow,
        options.RepeatWindow,
        options.HandoffWindow,
        options.HoldOutOneIn,
        options.HourBuckets,
        options.DayBuckets,
        options.MonthBuckets,
        options.DistinctLimit,
    });

    /// <summary>Of the scorecards: when they change, a new epoch begins.</summary>
    public static string Of(ScoringOptions options) => Of((object)options);

    private static string Of(object options) => Convert.ToHexStringLower(XxHash128.Hash(JsonSerializer.SerializeToUtf8Bytes(options)));
}

using System.ComponentModel.DataAnnotations;

namespace StreamEngine.Simulator.Pacing;

/// <summary>How fast simulated time passes.</summary>
public sealed record PaceOptions
{
    /// <summary>Simulated seconds a second in the evening; 0 means as fast as possible. Default 10: the whole evening in three minutes.</summary>
    [Range(0, 1_000_000)]
    public double Speed { get; init; } = 10;

    /// <summary>The same in the history. Default 0: 30 thin days pass in a second or two.</summary>
    [Range(0, 1_000_000_000)]
    public double HistorySpeed { get; init; }

    /// <summary>Records a second that are never exceeded (but for one pause's worth at once); 0 means no limit. Default 0. Where it binds, simulated time falls behind.</summary>
    [Range(0, 100_000_000)]
    public int MaximumRate { get; init; }

    /// <summary>Pause between two bursts, 1 ms..1 s. Default 10 ms: smooth on a screen, and the timers of any platform keep it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:01")]
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(10);
}

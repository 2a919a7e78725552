namespace StreamEngine.Kafka.Lag;

/// <summary>The judgement of a window of samples; pure. The rules for STALLED and SLOW are those of Burrow, which look at how lag moves and not at how large it is.</summary>
public static class LagVerdicts
{
    /// <summary>Fewer samples judge no trend.</summary>
    public const int FewestSamples = 3;

    /// <summary>A consumer that has not polled for so long has stopped. Its thread goes round every 20 ms.</summary>
    public static readonly TimeSpan PollTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The name in outputs: <c>OK</c>, <c>SLOW</c>, ...</summary>
    public static string Name(LagVerdict verdict) => verdict.ToString().ToUpperInvariant();

    /// <summary>Judges one partition by its samples, oldest first.</summary>
    public static LagVerdict Of(ReadOnlySpan<LagSample> window)
    {
        if (window.IsEmpty) return LagVerdict.Ok;
        var last = window[^1];
        if (last.LastPoll is { } poll && last.At - poll > PollTimeout) return LagVerdict.Stopped;
        var trend = Trend(window);
        var degraded = last.Degraded ? LagVerdict.Degraded : LagVerdict.Ok;
        return trend > degraded ? trend : degraded;
    }

    private static LagVerdict Trend(ReadOnlySpan<LagSample> window)
    {
        var (moved, caughtUp, fell, rewound) = (false, window[0].Lag.Messages == 0, false, false);
        for (var i = 1; i < window.Length; i++)
        {
            var (before, now) = (window[i - 1].Lag, window[i].Lag);
            moved |= now.Position != before.Position;
            rewound |= now.Position < before.Position;
            caughtUp |= now.Messages == 0;
            fell |= now.Messages < before.Messages;
        }

        if (rewound) return LagVerdict.Rewound;
        if (caughtUp || window.Length < FewestSamples) return LagVerdict.Ok;
        if (!moved) return LagVerdict.Stalled;
        return fell ? LagVerdict.Ok : LagVerdict.Slow;
    }
}

namespace StreamEngine.Peers.Comparing;

/// <summary>One run of one engine. Times are wall-clock ms since the Unix epoch.</summary>
internal sealed record Measurement
{
    /// <summary>The process was started.</summary>
    public required long StartMs { get; init; }

    /// <summary>The first event had been read.</summary>
    public required long FirstMs { get; init; }

    /// <summary>The steady state began, with so many events read and so much processor time used.</summary>
    public required long WarmMs { get; init; }

    /// <inheritdoc cref="WarmMs"/>
    public required long WarmEvents { get; init; }

    /// <inheritdoc cref="WarmMs"/>
    public required double WarmCpuSeconds { get; init; }

    /// <summary>The last result was out.</summary>
    public required long EndMs { get; init; }

    /// <summary>Processor time, start included.</summary>
    public required double CpuSeconds { get; init; }

    /// <summary>Events read; end markers count too.</summary>
    public required long Events { get; init; }

    /// <summary>Results emitted; 0 for an engine that is asked for them.</summary>
    public required long Emitted { get; init; }

    /// <summary>The largest resident set, KiB.</summary>
    public required long PeakRssKb { get; init; }

    /// <summary>Processor time of the broker meanwhile, s.</summary>
    public double BrokerCpuSeconds { get; init; }

    /// <summary>Age of results, ms; live runs only.</summary>
    public double? P50Ms { get; init; }

    /// <inheritdoc cref="P50Ms"/>
    public double? P99Ms { get; init; }

    /// <inheritdoc cref="P50Ms"/>
    public double? P999Ms { get; init; }

    /// <summary>From an event to the tier changes of its tick, ms; live runs of StreamEngine only.</summary>
    public double? EventP99Ms { get; init; }

    /// <inheritdoc cref="EventP99Ms"/>
    public double? EventP999Ms { get; init; }

    /// <summary>The longest pause of the garbage collector since the start of the process, ms; live runs of StreamEngine only.</summary>
    public double? GcPauseMs { get; init; }

    /// <summary>From the start of the process to the first event, s.</summary>
    public double StartUpSeconds => (FirstMs - StartMs) / 1000.0;

    /// <summary>Events a second from the end of warm-up to the last result.</summary>
    public double SteadyRate => (Events - WarmEvents) / Math.Max(0.001, (EndMs - WarmMs) / 1000.0);

    /// <summary>Events a second from the start of the process to the last result.</summary>
    public double WholeRate => Events / Math.Max(0.001, (EndMs - StartMs) / 1000.0);

    /// <summary>Processor seconds a million events in the steady state.</summary>
    public double SteadyCpuPerMillion => (CpuSeconds - WarmCpuSeconds) * 1e6 / (Events - WarmEvents);

    /// <summary>The broker's processor seconds a million events, whole run.</summary>
    public double BrokerCpuPerMillion => BrokerCpuSeconds * 1e6 / Events;
}

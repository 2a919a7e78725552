namespace StreamEngine.Host.Demo;

/// <summary>What became of a demo's crash, counted outside of the engine: in the topics and in ClickHouse.</summary>
internal sealed record DemoCrash
{
    /// <summary>From when the engine was up to its end by SIGKILL.</summary>
    public required double AfterSeconds { get; init; }

    /// <summary>From the kill to the first tick that had not been put out before it; null when there was none.</summary>
    public required double? RecoverySeconds { get; init; }

    /// <summary>Records on the topic of events.</summary>
    public required long EventsSent { get; init; }

    /// <summary>Those up to the committed offsets.</summary>
    public required long EventsRead { get; init; }

    /// <summary>Those that the engine has counted, by what it did with them, before and after the crash; null when it did not end in order and could not say.</summary>
    public required long? EventsAccountedFor { get; init; }

    /// <summary>Tier changes on their topic.</summary>
    public required long TierChangesOnTopic { get; init; }

    /// <summary>Different ones among them.</summary>
    public required long TierChangesDistinct { get; init; }

    /// <summary>Those that are not whole.</summary>
    public required long TierChangesBroken { get; init; }
}

namespace StreamEngine.Host.Demo;

/// <summary>What a demo is asked for.</summary>
internal sealed record DemoOptions
{
    /// <summary>Chooses the simulated world. Default 618.</summary>
    public ulong Seed { get; init; } = 618;

    /// <summary>Simulated seconds a second in the evening. Default 10: the evening in three minutes.</summary>
    public double Speed { get; init; } = 10;

    /// <summary>Port of the API that is tried first; another one is taken when it is in use.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>How long the demo runs; null: until Ctrl-C.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>When the engine is killed and started again, counted from when everything is up; null: never.</summary>
    public TimeSpan? CrashAfter { get; init; }

    /// <summary>Whether a person watches on a terminal.</summary>
    public bool Live { get; init; }

    /// <summary>Arguments that bring the caller's configuration to a child: <c>--config</c> and <c>--set</c>.</summary>
    public IReadOnlyList<string> Configuration { get; init; } = [];
}

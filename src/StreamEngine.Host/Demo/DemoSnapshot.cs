using StreamEngine.Host.Running;
using StreamEngine.Scoring;

namespace StreamEngine.Host.Demo;

/// <summary>Everything that a view shows, at an instant. Times in ms of simulated time since the Unix epoch.</summary>
internal sealed record DemoSnapshot
{
    /// <summary>What is being started; null once all is up.</summary>
    public string? Starting { get; init; }

    /// <summary>What has happened to the engine; null when nothing has.</summary>
    public string? News { get; init; }

    public required EveningPhase Phase { get; init; }

    /// <summary>The simulator's time; 0 before the first event.</summary>
    public required long SimulatedTime { get; init; }

    public required double Speed { get; init; }

    /// <summary>Why there is no ClickHouse; null when there is.</summary>
    public string? Missing { get; init; }

    /// <summary>Null until the engine answers.</summary>
    public StatusReport? Status { get; init; }

    /// <summary>Events a second, a sample a second, oldest first.</summary>
    public IReadOnlyList<double> Rates { get; init; } = [];

    /// <summary>The latest tier changes, newest first.</summary>
    public IReadOnlyList<TierChange> Changes { get; init; } = [];

    /// <summary>The campaign; null until something was sold within it.</summary>
    public CampaignGlance? Campaign { get; init; }

    public IReadOnlyList<StoryProgress> Stories { get; init; } = [];

    /// <summary>What to try next, with the addresses of this demo; null until they are known.</summary>
    public DemoPlaces? Places { get; init; }

    /// <summary>How long the demo has been running.</summary>
    public required TimeSpan Elapsed { get; init; }
}

/// <summary>Where the parts of a demo are.</summary>
/// <param name="Api">The engine's API.</param>
/// <param name="ClickHouse">The embedded ClickHouse; null when it is missing.</param>
/// <param name="Database">Its database.</param>
/// <param name="RowsFolder">Where rows go when it is missing.</param>
/// <param name="Kafka">The embedded broker.</param>
internal sealed record DemoPlaces(Uri Api, Uri? ClickHouse, string Database, string? RowsFolder, string Kafka);

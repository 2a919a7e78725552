using StreamEngine.Host.Running;
using StreamEngine.Scoring;

namespace StreamEngine.Host.Demo;

/// <summary>Asks the engine how it is doing and keeps what a view and the summary need. Used by one task at a time.</summary>
internal sealed class DemoWatch(DemoWorld world, DemoOptions options, TimeProvider time)
{
    private const int ChangesShown = 50;
    private const int RatesKept = 60;
    private static readonly TimeSpan StoriesEvery = TimeSpan.FromSeconds(1);

    private readonly long _started = time.GetTimestamp();
    private readonly List<double> _rates = [];
    private StoryProgress[] _stories = [];
    private IReadOnlyList<TierChange> _changes = [];
    private CampaignGlance? _campaign;
    private long? _storiesAt;
    private bool _storiesBegan;
    private long _ratesSeconds = -1;

    /// <summary>What the engine said last; null before it said anything.</summary>
    public StatusReport? Status { get; private set; }

    /// <summary>Since the start of the program's work.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_started);

    /// <summary>When the first tier change could be shown.</summary>
    public TimeSpan? FirstChange { get; private set; }

    /// <summary>The most events a second of any sample.</summary>
    public double RateMax { get; private set; }

    /// <summary>The largest lag of any sample, in seconds.</summary>
    public double LagSecondsMax { get; private set; }

    /// <summary>Whether the simulation has come to its end.</summary>
    public bool IsOver { get; set; }

    /// <summary>What has happened to the engine; null when nothing has.</summary>
    public string? News { get; set; }

    /// <summary>Asks once.</summary>
    public async Task PollAsync(CancellationToken stop)
    {
        if (world.Api is not { } api || await api.StatusAsync(stop) is not { } status) return;
        Status = status;
        if (_stories.Length == 0) _stories = [.. world.Traffic!.Simulation.Stories.Select(s => new StoryProgress(s, [], null))];
        foreach (var partition in status.Partitions) world.Traffic?.InFlight.Processed(partition.Partition, partition.Position);
        RateMax = Math.Max(RateMax, status.EventsPerSecond);
        LagSecondsMax = Math.Max(LagSecondsMax, status.Lag.Seconds);
        KeepRate(status.EventsPerSecond);
        if (await api.ChangesAsync(ChangesShown, stop) is { Count: > 0 } changes)
        {
            TellStories(changes);
            _changes = changes;
            FirstChange ??= Elapsed;
        }
        if (_storiesAt is not { } last || time.GetElapsedTime(last) >= StoriesEvery) await PollStoriesAsync(api, stop);
    }

    /// <summary>What there is to show now.</summary>
    /// <param name="starting">What is being started; null once all is up.</param>
    public DemoSnapshot Snapshot(string? starting)
    {
        var simulated = world.Traffic?.SimulatedTime ?? 0;
        var phase = world.Course?.At(simulated, IsOver) ?? EveningPhase.Starting;
        return new DemoSnapshot
        {
            Starting = starting,
            News = News,
            Phase = phase,
            // The history is sent in no time; what is worth watching is how far the engine has come.
            SimulatedTime = phase == EveningPhase.History ? Status?.LastTick ?? 0 : simulated,
            Speed = options.Speed,
            Status = Status,
            Rates = [.. _rates],
            Changes = _changes,
            Campaign = _campaign,
            Stories = [.. _stories],
            Places = world.Places,
            Missing = world.Missing,
            Elapsed = Elapsed,
        };
    }

    private void KeepRate(double rate)
    {
        var second = (long)Elapsed.TotalSeconds;
        if (second == _ratesSeconds) return;
        _ratesSeconds = second;
        if (_rates.Count == RatesKept) _rates.RemoveAt(0);
        _rates.Add(rate);
    }

    private async Task PollStoriesAsync(EngineApi api, CancellationToken stop)
    {
        _storiesAt = time.GetTimestamp();
        if (world.Campaign is { } shown) _campaign = await api.CampaignAsync(shown, stop) ?? _campaign;
        for (var i = 0; i < _stories.Length; i++)
        {
            if (await api.EntityAsync(_stories[i].Story.Kind, _stories[i].Story.EntityId, stop) is { } standing) _stories[i] = _stories[i].With(standing);
        }
    }

    private void TellStories(IReadOnlyList<TierChange> changes)
    {
        var newest = _changes.Count > 0 ? _changes[0].ChangeId : "";
        foreach (var change in changes.TakeWhile(c => c.ChangeId != newest).Reverse())
        {
            var i = Array.FindIndex(_stories, s => s.Story.Kind == change.Kind && s.Story.EntityId == change.Id);
            if (i >= 0) _stories[i] = _stories[i].With(change);
        }
        if (_storiesBegan || world.Course is not { } course || changes[0].Tick < course.Evening) return;
        _storiesBegan = true;
        for (var i = 0; i < _stories.Length; i++) _stories[i] = _stories[i].Begin();
    }
}

using StreamEngine.ClickHouse.Writing;
using StreamEngine.Events;
using StreamEngine.Host.Verbs;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;

namespace StreamEngine.Host.Running;

/// <summary>
/// What can be seen of a running engine: fed by every published tick and by a sample a second, read by API and terminal. Never holds the engine up: what it
/// does on the output task takes microseconds. Thread-safe.
/// </summary>
internal sealed class LiveView : IDisposable
{
    private static readonly TimeSpan SampleEvery = TimeSpan.FromSeconds(1);

    private const int WaitingWorthTelling = 5_000;

    private readonly LiveParts _parts;
    private readonly Checkpointer? _checkpointer;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly TierCounts _tiers;
    private readonly LatencyWindow _changeLatency = new(), _rowLatency = new();
    private readonly Queue<(long At, long Records)> _rate = new();
    private readonly long _started;
    private long _changes;
    private long? _durableTick;

    public LiveView(LiveParts parts, Checkpointer? checkpointer, Scorecards cards, TimeProvider time)
    {
        _checkpointer = checkpointer;
        _parts = parts;
        _time = time;
        _tiers = new TierCounts(cards);
        _started = time.GetUtcNow().ToUnixTimeMilliseconds();
        Lag = new LagWatch(parts.Source, parts.Run);
    }

    /// <summary>Lag by partition.</summary>
    public LagWatch Lag { get; }

    /// <summary>The latest tier changes and those to come.</summary>
    public ChangeHistory Changes { get; } = new();

    /// <summary>The engine.</summary>
    public EngineRun Run => _parts.Run;

    /// <summary>When the source's thread last asked for records.</summary>
    public DateTimeOffset LastPoll => _parts.Source.LastPoll;

    /// <summary>Why the engine cannot hand on rows any more; null while it can.</summary>
    public string? RowsNotReady => _parts.Rows.Status is { Verdict: ClickHouseVerdict.Full or ClickHouseVerdict.Stopped } rows
        ? $"ClickHouse is {rows.Verdict.ToString().ToUpperInvariant()}: {rows.Reason}"
        : null;

    /// <summary>The time on the engine's clock.</summary>
    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>The last tick whose outputs the sinks have taken, ms since the Unix epoch; null before the first.</summary>
    public long? PublishedTick { get; private set; }

    /// <summary>Takes a tick that its sinks have taken.</summary>
    public void OnPublished(TickOutput output)
    {
        Show(output);
        PublishedTick = output.Tick;
    }

    private void Show(TickOutput output)
    {
        if (output.Changes.Count + output.Announcements.Count == 0) return;
        lock (_gate)
        {
            _changes += output.Changes.Count;
            foreach (var change in output.Changes) _tiers.Add(change);
            if (output.Changes.Count > 0) _changeLatency.Add(output.Tick, _time.GetUtcNow());
        }
        Changes.Add(output.Changes, output.Announcements);
    }

    /// <summary>Samples once a second until <paramref name="stop"/>.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(SampleEvery, _time);
        do
        {
            Sample();
        }
        while (await timer.WaitForNextTickAsync(stop));
    }

    /// <summary>Takes a sample now.</summary>
    public void Sample()
    {
        Lag.Sample(_time.GetUtcNow());
        Lag.WriteTo(_parts.Rows.Writer, _time.GetUtcNow());
        var rows = _parts.Rows.Status;
        lock (_gate)
        {
            _rate.Enqueue((_time.GetTimestamp(), _parts.Run.Counters.Sum(c => c.Records)));
            while (_rate.Count > 3) _rate.Dequeue();
            if (rows.LastWritten is not { } written || rows.DurableTick == _durableTick) return;
            _durableTick = rows.DurableTick;
            if (_durableTick is { } tick) _rowLatency.Add(tick, written);
        }
    }

    /// <summary>The entities of a tier, latest change first.</summary>
    public IReadOnlyList<Standing> InTier(Entities.EntityKind kind, string tier, int limit)
    {
        lock (_gate) return _tiers.InTier(kind, tier, limit);
    }

    /// <summary>Everything in one object.</summary>
    public StatusReport Status()
    {
        var lanes = _parts.Run.Counters;
        var rows = _parts.Rows.Status;
        lock (_gate)
        {
            return new StatusReport
            {
                Version = VersionVerb.Version,
                Pid = Environment.ProcessId,
                Epoch = _parts.State?.Recovered?.Start.Epoch ?? 0,
                StartedMs = _started,
                LastTick = _parts.Run.LastTick,
                Applied = lanes.Sum(l => l.Applied),
                Heartbeats = lanes.Sum(l => l.Heartbeats),
                Duplicate = lanes.Sum(l => l.Duplicate),
                TooLate = lanes.Sum(l => l.TooLate),
                UnknownType = lanes.Sum(l => l.UnknownType),
                LateMinute = lanes.Sum(l => l.LateMinute),
                LateHour = lanes.Sum(l => l.LateHour),
                DeadLetters = lanes.Sum(l => l.DeadLettersTotal),
                Tombstones = lanes.Sum(l => l.Tombstones),
                Limits = _parts.Run.Limits,
                DeadLettersByReason = ByReason(lanes),
                EventsPerSecond = Rate(),
                Partitions = Lag.Partitions,
                Lag = Lag.Total,
                WaitingFor = WaitingFor(),
                Tiers = _tiers.Snapshot(),
                TierChanges = _changes,
                TierChangesRepeated = _parts.Publisher.Skipped,
                RowsWritten = rows.Written,
                RowsWaiting = rows.Waiting,
                Latency = new LatencyReport(_changeLatency.Percentile(0.5), _changeLatency.Percentile(0.99), _rowLatency.Percentile(0.5)),
                ClickHouse = _parts.Rows.IsClickHouse ? new ClickHouseReport(_parts.Rows.Address, rows.IsReachable, rows.LastError, rows.Verdict.ToString().ToUpperInvariant(), rows.Reason) : null,
                RowsFolder = _parts.Rows.IsClickHouse ? null : _parts.Rows.Address,
                Kafka = new KafkaReport(_parts.KafkaError),
                Checkpoint = _checkpointer is null ? null : CheckpointReport.Of(_checkpointer.Status),
            };
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Changes.Dispose();

    private static Dictionary<string, long> ByReason(IReadOnlyList<LaneCounters> lanes) => Enum.GetValues<DeadLetterReason>()
        .Select(reason => (Name: DeadLetterReasons.Name(reason), Count: lanes.Sum(l => l.DeadLetters(reason))))
        .Where(r => r.Count > 0).ToDictionary(r => r.Name, r => r.Count);

    // Whoever is a tick behind is waited for all the time; it is worth telling when the others have gone well ahead.
    private int? WaitingFor()
    {
        if (_parts.Run.WaitingFor is not (var waiting and >= 0)) return null;
        var furthest = Lag.Partitions.Max(p => p.LastTick) ?? 0;
        return furthest - (_parts.Run.Progress(waiting).LastTick ?? 0) > WaitingWorthTelling ? waiting : null;
    }

    private double Rate()
    {
        if (_rate.Count < 2) return 0;
        var (first, last) = (_rate.Peek(), _rate.Last());
        return Math.Round((last.Records - first.Records) / _time.GetElapsedTime(first.At, last.At).TotalSeconds, 1);
    }
}

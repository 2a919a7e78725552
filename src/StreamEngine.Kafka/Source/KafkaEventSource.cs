using System.Runtime.InteropServices;
using System.Threading.Channels;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamEngine.Kafka.Clients;
using StreamEngine.Kafka.Lag;
using StreamEngine.Kafka.Native;
using StreamEngine.Pipeline;

namespace StreamEngine.Kafka.Source;

/// <summary>
/// Reads all partitions of the events topic with one consumer, each through the client's queue of that partition, so that a lane without room
/// holds back its own partition and nothing that was fetched is thrown away. One thread of its own polls and never waits for a lane.
/// </summary>
public sealed partial class KafkaEventSource : IRecordSource
{
    private static readonly TimeSpan Housekeeping = TimeSpan.FromMilliseconds(50);

    private readonly KafkaOptions _options;
    private readonly IConsumer<Ignore, Ignore> _consumer;
    private readonly ClientEvents _events;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly AutoResetEvent _wake = new(false);
    private readonly GCHandle<AutoResetEvent> _wakeHandle;
    private readonly PartitionFeed[] _feeds;
    private readonly HeartbeatWriter? _heartbeats;
    private readonly PartitionCountWatch _count;
    private readonly OffsetCommitter _committer;
    private readonly nint[] _scratch;
    private readonly long?[] _eventTimes;
    private readonly CancellationTokenSource _disposed = new();
    private Task _running = Task.CompletedTask;
    private long _lastPoll;
    private long _outOfRange;
    private long _skipped;

    internal KafkaEventSource(
        KafkaOptions options, IConsumer<Ignore, Ignore> consumer, ClientEvents events, FoundTopic found,
        KafkaSourceStart start, ILogger logger, TimeProvider time)
    {
        (_options, _consumer, _events, _logger, _time) = (options, consumer, events, logger, time);
        var starts = found.Logs.Select((log, p) => start.Offsets is { } offsets ? StartOf(p, offsets[p], log) : log.Start).ToList();
        _wakeHandle = new GCHandle<AutoResetEvent>(_wake);
        _scratch = new nint[options.BatchRecords];
        _lastPoll = time.GetUtcNow().ToUnixTimeMilliseconds();
        var client = ClientHandle.Of(consumer);
        _feeds = new PartitionFeed[found.Logs.Count];
        _eventTimes = new long?[_feeds.Length];
        for (var p = 0; p < _feeds.Length; p++)
        {
            var log = found.Logs[p];
            _feeds[p] = new PartitionFeed(p, new PartitionQueue(client, options.EventsTopic, p, _wakeHandle), starts[p], start.UntilEnd ? log.End : null);
            _feeds[p].OnWatermarks(log.Start, log.End);
        }

        _committer = new OffsetCommitter(consumer, options, found.Committed, logger);
        TopicId = found.TopicId;
        if (options.Heartbeats == HeartbeatMode.Wall && !start.UntilEnd)
            _heartbeats = new HeartbeatWriter(options, _feeds.Length, start.TickInterval, time, logger);
        _count = new PartitionCountWatch(consumer, options, _feeds.Length, found.TopicId);
        consumer.Assign(_feeds.Select((feed, p) => new TopicPartitionOffset(
            options.EventsTopic, p, start.Offsets is null ? Offset.Beginning : new Offset(feed.Position))));
    }

    /// <inheritdoc/>
    public int Partitions => _feeds.Length;

    /// <summary>
    /// Says whether a partition's lane is so far ahead of the slowest that it is to wait, and later that it may go on: whoever knows the lanes' event time decides,
    /// hysteresis included. Asked on every round of the source's thread; must be cheap. To be set before <see cref="RunAsync"/>.
    /// </summary>
    public Func<int, bool> TooFarAhead { get; set; } = static _ => false;

    /// <summary>
    /// Event time of a partition's lane. A partition whose records leave it where it is - broken ones and nothing else, for minutes - is as silent as one without records:
    /// others wait for its ticks. Null: every record counts. To be set before <see cref="RunAsync"/>.
    /// </summary>
    public Func<int, long?>? EventTime { get; set; }

    /// <summary>What the clients complained about last; null when all is well.</summary>
    public string? LastError => _events.LastError ?? _committer.LastError ?? _heartbeats?.LastError;

    /// <summary>When the source's thread last went round.</summary>
    public DateTimeOffset LastPoll => DateTimeOffset.FromUnixTimeMilliseconds(Interlocked.Read(ref _lastPoll));

    /// <summary>How often a position was found outside the log and the policy said to go on.</summary>
    public long OutOfRange => Interlocked.Read(ref _outOfRange);

    /// <summary>Offsets that were jumped over then.</summary>
    public long Skipped => Interlocked.Read(ref _skipped);

    /// <summary>Heartbeats appended.</summary>
    public long HeartbeatsSent => _heartbeats?.Sent ?? 0;

    /// <summary>Opens the topic: checks that it is there and where it begins and ends, and starts to fetch.</summary>
    /// <exception cref="KafkaFault">No broker answers, it refuses, the topic is missing has another number of partitions than the offsets, does not hold them, or is another one.</exception>
    public static Task<KafkaEventSource> OpenAsync(
        KafkaOptions options, KafkaSourceStart start, ILogger logger, TimeProvider time, CancellationToken stop) =>
        SourceOpening.OpenAsync(options, start, logger, time, stop);

    /// <summary>The lag of a lane that has processed everything below an offset. From any thread.</summary>
    public PartitionLag Lag(int partition, long processed) => _feeds[partition].Lag(processed);

    /// <inheritdoc/>
    public Task RunAsync(IReadOnlyList<ChannelWriter<RecordBatch>> lanes, CancellationToken stop)
    {
        if (lanes.Count != Partitions) throw new ArgumentException($"There are {Partitions} partitions and {lanes.Count} lanes.", nameof(lanes));
        _running = Task.Factory.StartNew(() => Run(lanes, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return _running;
    }

    /// <summary>The topic's own id: a topic of the same name that is made anew has another one.</summary>
    public string TopicId { get; }

    /// <summary>
    /// What the group has committed of every partition, null for nothing: at the start as the broker says, then as <see cref="CommitAsync"/> goes on. Offsets here without
    /// a usable checkpoint mean that state was lost.
    /// </summary>
    public IReadOnlyList<long?> Committed => _committer.Committed;

    /// <summary>
    /// Commits the next offset of every partition to the group, for monitoring: to be called when a checkpoint with exactly these offsets is durable. Never goes back. An
    /// error that may pass is retried for five seconds; then the answer is false, <see cref="LastError"/> says why, and the next commit makes up for it.
    /// </summary>
    /// <exception cref="KafkaFault">The group may not be used.</exception>
    public Task<bool> CommitAsync(IReadOnlyList<long> offsets, CancellationToken stop)
    {
        if (offsets.Count != Partitions) throw new ArgumentException($"There are {Partitions} partitions and {offsets.Count} offsets.", nameof(offsets));
        return _committer.CommitAsync(offsets, stop);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed.IsCancellationRequested) return;
        await _disposed.CancelAsync();
        _wake.Set();
        await ((Task)_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // its own fault was told to whoever ran it
        _heartbeats?.Dispose();
        _count.Dispose();
        _consumer.Unassign();
        foreach (var feed in _feeds) feed.Dispose();
        _consumer.Dispose();
        _committer.Dispose();
        _wakeHandle.Dispose();
        _wake.Dispose();
        _disposed.Dispose();
    }

    private void Run(IReadOnlyList<ChannelWriter<RecordBatch>> lanes, CancellationToken stop)
    {
        using var registration = stop.Register(static wake => ((AutoResetEvent)wake!).Set(), _wake);
        var sinceHousekeeping = System.Diagnostics.Stopwatch.StartNew();
        KeepHouse();
        while (!stop.IsCancellationRequested && !_disposed.IsCancellationRequested)
        {
            var (open, waiting, more) = GoRound(lanes);
            if (open == 0) return;
            if (sinceHousekeeping.Elapsed >= Housekeeping)
            {
                KeepHouse();
                sinceHousekeeping.Restart();
            }

            // A lane that makes room does not wake this thread; looking again after a millisecond is cheaper than being told every time.
            if (!more) _wake.WaitOne(waiting ? 1 : 20);
        }
    }

    private (int Open, bool Waiting, bool More) GoRound(IReadOnlyList<ChannelWriter<RecordBatch>> lanes)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        Interlocked.Exchange(ref _lastPoll, now);
        var (open, waiting, more) = (0, false, false);
        foreach (var feed in _feeds)
        {
            if (feed.IsClosed) continue;
            if (!feed.HandOver(lanes[feed.Partition]) || (!feed.HasEnded && TooFarAhead(feed.Partition)))
            {
                open++;
                waiting = true;
                continue;
            }

            var (count, anyEvent) = feed.Read(_scratch, _options.BatchBytes, now);
            if (feed.Problem is not null) Resolve(feed);
            else if (count > 0 && _events.LastError is not null) _events.Clear();
            if (anyEvent && HasMoved(feed.Partition)) _heartbeats?.OnEvent(feed.Partition);
            waiting |= !feed.HandOver(lanes[feed.Partition]);
            more |= count == _scratch.Length;
            _heartbeats?.Serve(feed.Partition, feed.AtEnd);
            if (!feed.IsClosed) open++;
        }

        return (open, waiting, more);
    }

    /// <summary>Whether event time of a partition is another than when it was last asked for.</summary>
    private bool HasMoved(int partition)
    {
        if (EventTime is null) return true;
        var time = EventTime(partition);
        if (time == _eventTimes[partition]) return false;
        _eventTimes[partition] = time;
        return true;
    }

    /// <summary>Lets the client call its handlers, and looks at where the logs end.</summary>
    private void KeepHouse()
    {
        try
        {
            _consumer.Consume(0); // partitions have queues of their own: nothing but callbacks and errors comes this way
        }
        catch (ConsumeException e)
        {
            _events.OnError(e.Error);
        }

        _events.ThrowIfFatal();
        _count.Serve();
        foreach (var feed in _feeds)
        {
            var ends = _consumer.GetWatermarkOffsets(new TopicPartition(_options.EventsTopic, feed.Partition));
            if (ends.High.Value >= 0) feed.OnWatermarks(ends.Low.Value, ends.High.Value);
        }
    }
}

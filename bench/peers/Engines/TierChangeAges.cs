using System.Text.Json;
using Confluent.Kafka;
using StreamEngine.Peers.Children;
using StreamEngine.Peers.Comparing;

namespace StreamEngine.Peers.Engines;

/// <summary>Reads a topic of tier changes as a subscriber would, committed ones only, and keeps how old their ticks are when they arrive.</summary>
internal sealed class TierChangeAges(Broker broker, string topic, int partitions) : IDisposable
{
    private const int Steps = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<(long Tick, long ReadMs)> _read = [];
    private double[] _ages = [];

    /// <summary>Reads until it is stopped; the topic need not be there yet.</summary>
    public Task ReadAsync() => Task.Factory.StartNew(Read, TaskCreationOptions.LongRunning);

    /// <summary>Ends reading.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>
    /// Takes what was read for measured, without the first seconds, in which code is compiled, and without what came after the last event, ms since the Unix
    /// epoch: no event comes to close those ticks, only the clock.
    /// </summary>
    public void Close(long lastEvent)
    {
        var counted = _read.Where(r => r.ReadMs - _read[0].ReadMs >= Ages.WarmUpMs && r.ReadMs <= lastEvent);
        _ages = [.. counted.Select(r => (double)(r.ReadMs - r.Tick)).Order()];
    }

    /// <summary>The time, ms, from a tick to its changes that a share of the changes does not exceed; null when none was measured.</summary>
    public double? Percentile(double share) => Percentile(_ages, share);

    /// <summary>The time, ms, from an event to the changes of its tick that a share of events does not exceed, when events are spread evenly over their tick.</summary>
    public double? PercentileOfEvents(double share, double tickMs) =>
        Percentile([.. _ages.SelectMany(age => Enumerable.Range(0, Steps).Select(i => age + tickMs * (i + 0.5) / Steps)).Order()], share);

    private static double? Percentile(double[] sorted, double share) => sorted.Length == 0 ? null : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];

    public void Dispose() => _stop.Dispose();

    private void Read()
    {
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig
        {
            BootstrapServers = broker.Bootstrap,
            GroupId = topic,
            EnableAutoCommit = false,
            IsolationLevel = IsolationLevel.ReadCommitted,
            FetchQueueBackoffMs = 2,
            FetchErrorBackoffMs = 10,
            TopicMetadataRefreshIntervalMs = 1000,
        }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        consumer.Assign(Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (consumer.Consume(Patience)?.Message is not { } message) continue;
                using var json = JsonDocument.Parse(message.Value);
                _read.Add((json.RootElement.GetProperty("tick").GetInt64(), TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()));
            }
            catch (ConsumeException e) when (e.Error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition)
            {
                // The engine makes it when it starts.
            }
        }
    }
}

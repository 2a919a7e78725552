using System.Diagnostics;
using Confluent.Kafka;
using StreamEngine.Checkpoints;
using StreamEngine.IntegrationTests.Kafka;
using StreamEngine.Kafka;
using Xunit;

namespace StreamEngine.IntegrationTests.Crashes;

/// <summary>Asks the broker for committed offsets and the folder for the newest checkpoint all the time, from beside the engine.</summary>
internal sealed class CommitWatch : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly CommitRules _rules;
    private readonly CheckpointStore _store;
    private readonly IConsumer<Ignore, Ignore> _consumer;
    private readonly TopicPartition[] _partitions;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;

    public CommitWatch(KafkaOptions kafka, string checkpoints, int partitions)
    {
        _rules = new CommitRules(partitions);
        _store = new CheckpointStore(LocalFolder.Open(checkpoints));
        _consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = kafka.BootstrapServers, GroupId = kafka.GroupId }).SetLogHandler(static (_, _) => { }).Build();
        _partitions = [.. Enumerable.Range(0, partitions).Select(p => new TopicPartition(kafka.EventsTopic, p))];
        _watching = Task.Run(WatchAsync);
    }

    /// <summary>How often committed offsets have been seen to advance.</summary>
    public int Advances => _rules.Advances;

    /// <summary>The newest checkpoint; null before the first, or when it went while it was read.</summary>
    public CheckpointManifest? Newest => _store.List().FirstOrDefault(c => c.Manifest is not null)?.Manifest;

    /// <summary>Committed offsets, by partition; 0 before the first commit.</summary>
    public long[] Committed()
    {
        for (var clock = Stopwatch.StartNew(); ;)
        {
            try
            {
                return [.. _consumer.Committed(_partitions, Topic.Deadline).Select(c => Math.Max(0, c.Offset.Value))];
            }
            catch (KafkaException e) when (e.Error.Code is ErrorCode.NotCoordinatorForGroup or ErrorCode.GroupLoadInProgress or ErrorCode.GroupCoordinatorNotAvailable && clock.Elapsed < Topic.Deadline)
            {
                // A broker that has just begun does not know yet whose group it is.
            }
        }
    }

    /// <summary>The offsets of a checkpoint, by partition.</summary>
    public static long[] OffsetsOf(CheckpointManifest manifest) => [.. manifest.Parts.Where(p => p.NextOffset >= 0).OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => p.NextOffset)];

    /// <summary>Ends it.</summary>
    /// <exception cref="Xunit.Sdk.XunitException">A rule was broken.</exception>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _watching;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _consumer.Dispose();
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        CheckpointManifest? newest = null;
        while (!_stop.IsCancellationRequested)
        {
            var committed = Committed();
            // Removed while it was read: the next look finds its successors.
            newest = Newest ?? newest;
            if (_rules.Observe(committed, newest is null ? null : OffsetsOf(newest)) is { } wrong) Assert.Fail(wrong);
            await Task.Delay(Pause, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamEngine.Kafka.Clients;

namespace StreamEngine.Kafka.Publishing;

/// <summary>
/// Publishes facts to any number of topics, each call in one transaction: readers (read_committed) see all of it or nothing. Opening it fences whoever published
/// under the same transactional id before, then reads what the topics hold behind a checkpoint's positions, so that a fact that is there is not published again.
/// What the broker does not take is tried again until it does: a broker that is away holds the engine back and loses nothing. One caller at a time;
/// <see cref="Positions"/> and the counts may be read from anywhere.
/// </summary>
public sealed partial class KafkaFactPublisher : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly KafkaOptions _options;
    private readonly string _transactionalId;
    private readonly ILogger _logger;
    private readonly ClientEvents _events;
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly Lock _gate = new();
    private Dictionary<string, long[]> _positions = [];
    private PublishedFacts? _there;
    private volatile bool _isPast;
    private long _published;
    private long _skipped;
    private long _repeats;

    private KafkaFactPublisher(KafkaOptions options, string transactionalId, ILogger logger)
    {
        (_options, _transactionalId, _logger) = (options, transactionalId, logger);
        _events = new ClientEvents(logger, transactionalId, options);
        _producer = new ProducerBuilder<byte[]?, byte[]?>(ClientConfigs.Facts(options, transactionalId))
            .SetKeySerializer(Serializers.ByteArray!).SetValueSerializer(Serializers.ByteArray!)
            .SetErrorHandler((_, error) => _events.OnError(error)).SetLogHandler((_, line) => _events.OnLog(line)).Build();
    }

    /// <summary>What the client complained about last; null when all is well.</summary>
    public string? LastError => _events.LastError;

    /// <summary>Facts published.</summary>
    public long Published => Interlocked.Read(ref _published);

    /// <summary>Facts that were on their topics already.</summary>
    public long Skipped => Interlocked.Read(ref _skipped);

    /// <summary>Transactions that had to be made again.</summary>
    public long Repeats => Interlocked.Read(ref _repeats);

    /// <summary>
    /// Of every topic and every partition of it the next offset behind what was asked for: from here on a successor reads what it need not publish again. What an
    /// earlier owner has published and nobody has asked for yet lies beyond. A copy. A checkpoint that notes positions from before its cut costs its successor some
    /// reading; positions from behind its cut would cost repeats.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> Positions
    {
        get
        {
            Dictionary<string, long[]> positions;
            lock (_gate) positions = _positions.ToDictionary(static p => p.Key, static p => p.Value.ToArray());
            if (!_isPast) _there?.HoldBack(positions);
            return positions.ToDictionary(static p => p.Key, static p => (IReadOnlyList<long>)p.Value);
        }
    }

    /// <summary>Connects, fences older owners of the transactional id and reads what is published.</summary>
    /// <param name="options">Brokers.</param>
    /// <param name="transactionalId">Who publishes; one process at a time.</param>
    /// <param name="topics">The partitions of every topic that facts go to.</param>
    /// <param name="positions">Next offsets by partition, as a checkpoint has them; a topic that is absent is read from its log's start.</param>
    /// <param name="logger">Takes the client's log.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="KafkaFault">No broker answers, it refuses, or a position is behind the end of its log.</exception>
    public static async Task<KafkaFactPublisher> OpenAsync(
        KafkaOptions options, string transactionalId, IReadOnlyDictionary<string, int> topics, IReadOnlyDictionary<string, IReadOnlyList<long>> positions,
        ILogger logger, CancellationToken stop)
    {
        var publisher = new KafkaFactPublisher(options, transactionalId, logger);
        try
        {
            var initialised = Task.Run(publisher.Initialise, stop);
            await Task.WhenAny(initialised, publisher._events.Fatal).WaitAsync(stop);
            publisher._events.ThrowIfFatal();
            await initialised;
            var there = await Task.Run(() => PublishedFacts.Read(options, topics, positions, logger, stop), stop);
            publisher._there = there;
            publisher._positions = there.Ends.ToDictionary(static e => e.Key, static e => e.Value.ToArray());
            return publisher;
        }
        catch
        {
            await publisher.DisposeAsync();
            throw;
        }
    }

    /// <summary>Publishes those facts of a whole that are not on their topics yet, in one transaction, and returns when it is committed.</summary>
    /// <param name="facts">Of one tick, or of several whole ones; those of one key in their order.</param>
    /// <param name="stop">Gives up: what was not committed then is not published.</param>
    /// <exception cref="KafkaFault">The broker refuses for good, or another process has taken over.</exception>
    public ValueTask PublishAsync(IReadOnlyList<Fact> facts, CancellationToken stop)
    {
        var missing = Missing(facts);
        if (missing.Count == 0) return ValueTask.CompletedTask;
        // Ticks come in their order: behind one that is missing none is there. What is left of those that were is another epoch's.
        _isPast = true;
        return new ValueTask(PublishMissingAsync(missing, stop));
    }

    /// <summary>Those that are not on their topics yet. Each fact is to be asked for once.</summary>
    internal List<Fact> Missing(IReadOnlyList<Fact> facts)
    {
        var missing = facts.Where(fact => !_there!.Take(fact)).ToList();
        Interlocked.Add(ref _skipped, facts.Count - missing.Count);
        return missing;
    }

    /// <summary>Whether a fact was on its topic when this was opened.</summary>
    internal bool IsThere(Fact fact) => _there!.Has(fact);

    /// <summary>Publishes facts that are known to be missing.</summary>
    internal Task PublishMissingAsync(List<Fact> facts, CancellationToken stop) => Task.Run(() => PublishUntilTakenAsync(facts, stop), stop);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _producer.Dispose(); // what was not committed is aborted by whoever opens next
        return ValueTask.CompletedTask;
    }

    private void Initialise()
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                _producer.InitTransactions(_options.StartTimeout);
                return;
            }
            catch (KafkaRetriableException e)
            {
                if (clock.Elapsed >= _options.StartTimeout) throw Faults.Unreachable(_options, _events.Unreachable ?? e.Error.Reason, e);
            }
            catch (KafkaException e)
            {
                throw e.Error.Code == ErrorCode.Local_TimedOut ? Faults.Unreachable(_options, _events.Unreachable, e) : Fault(e.Error, null, e);
            }
        }
    }

    private async Task PublishUntilTakenAsync(List<Fact> facts, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Advance(new FactTransaction(_producer, _events, Patience, stop).Publish(facts));
                Interlocked.Add(ref _published, facts.Count);
                _events.Clear();
                return;
            }
            catch (TransactionFailedException e)
            {
                _events.OnError(e.Error);
                if (e.Error.IsFatal || !e.MayPass) throw Fault(e.Error, e.Topic, e);
                Interlocked.Increment(ref _repeats);
                Again(_logger, facts.Count, _transactionalId, e.Error.Code);
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(2_000, 50 << Math.Min(attempt, 6))), stop);
            }
        }
    }

    private void Advance(List<TopicPartitionOffset> written)
    {
        lock (_gate)
        {
            foreach (var place in written)
            {
                if (!_positions.TryGetValue(place.Topic, out var positions) || place.Partition.Value >= positions.Length) continue;
                ref var position = ref positions[place.Partition.Value];
                position = Math.Max(position, place.Offset.Value + 1);
            }
        }
    }

    private KafkaFault Fault(Error error, string? topic, Exception inner) => Faults.Of(error, _options with { TransactionalId = _transactionalId }, topic, inner);

    [LoggerMessage(EventId = 3030, Level = LogLevel.Warning, Message = "{Count} facts of {TransactionalId} were not taken and are sent again: {Code}")]
    private static partial void Again(ILogger logger, int count, string transactionalId, ErrorCode code);
}

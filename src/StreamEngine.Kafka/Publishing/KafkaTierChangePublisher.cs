using System.Buffers;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamEngine.Kafka.Clients;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;

namespace StreamEngine.Kafka.Publishing;

/// <summary>
/// Publishes tier changes, a transaction for each tick, or for several whole ones that waited: readers (read_committed) see a whole tick or nothing of it.
/// Opening it fences whoever published under the same transactional id before. A tick that the broker does not take is tried again until it does, so a broker that is away holds the engine back and loses nothing.
/// Ticks are published one after the other, by one caller.
/// </summary>
public sealed partial class KafkaTierChangePublisher : ITierChangeSink
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly KafkaOptions _options;
    private readonly TierChangeWriter _writer;
    private readonly ILogger _logger;
    private readonly ClientEvents _events;
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly Dictionary<int, long> _positions = [];
    private long _published;
    private long _repeats;

    private KafkaTierChangePublisher(KafkaOptions options, TierChangeWriter writer, ILogger logger)
    {
        (_options, _writer, _logger) = (options, writer, logger);
        _events = new ClientEvents(logger, "tier-changes", options);
        _producer = new ProducerBuilder<byte[], byte[]>(ClientConfigs.TierChanges(options))
            .SetErrorHandler((_, error) => _events.OnError(error)).SetLogHandler((_, line) => _events.OnLog(line)).Build();
    }

    /// <summary>What the client complained about last; null when all is well.</summary>
    public string? LastError => _events.LastError;

    /// <summary>Changes published.</summary>
    public long Published => Interlocked.Read(ref _published);

    /// <summary>Transactions that had to be made again.</summary>
    public long Repeats => Interlocked.Read(ref _repeats);

    /// <summary>
    /// The next offset after this publisher's last change, by partition of the topic: from here on a successor reads what it need not publish again.
    /// To be read between ticks.
    /// </summary>
    public IReadOnlyDictionary<int, long> Positions => _positions;

    /// <summary>Connects and fences older owners of the transactional id.</summary>
    /// <exception cref="KafkaFault">No broker answers, or it refuses.</exception>
    public static async Task<KafkaTierChangePublisher> OpenAsync(KafkaOptions options, TierChangeWriter writer, ILogger logger, CancellationToken stop)
    {
        var publisher = new KafkaTierChangePublisher(options, writer, logger);
        try
        {
            var initialised = Task.Run(publisher.Initialise, stop);
            await Task.WhenAny(initialised, publisher._events.Fatal).WaitAsync(stop);
            publisher._events.ThrowIfFatal();
            await initialised;
            return publisher;
        }
        catch
        {
            await publisher.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask PublishAsync(long tick, IReadOnlyList<TierChange> changes, CancellationToken stop)
    {
        if (changes.Count == 0) return ValueTask.CompletedTask;
        return new ValueTask(Task.Run(() => PublishUntilTakenAsync(tick, changes, stop), stop));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _producer.Dispose(); // what was not committed is aborted by whoever opens next
        return ValueTask.CompletedTask;
    }

    private void Initialise()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
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
                throw e.Error.Code == ErrorCode.Local_TimedOut ? Faults.Unreachable(_options, _events.Unreachable, e) : Faults.Of(e.Error, _options, _options.TierChangesTopic, e);
            }
        }
    }

    private async Task PublishUntilTakenAsync(long tick, IReadOnlyList<TierChange> changes, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                new TickTransaction(_producer, _options.TierChangesTopic, _events, Patience, stop).Publish(changes, Record, _positions);
                Interlocked.Add(ref _published, changes.Count);
                _events.Clear();
                return;
            }
            catch (TransactionFailedException e)
            {
                _events.OnError(e.Error);
                if (e.Error.IsFatal || !e.MayPass) throw Faults.Of(e.Error, _options, _options.TierChangesTopic, e);
                Interlocked.Increment(ref _repeats);
                Again(_logger, tick, e.Error.Code);
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(2_000, 50 << Math.Min(attempt, 6))), stop);
            }
        }
    }

    private Message<byte[], byte[]> Record(TierChange change)
    {
        _buffer.ResetWrittenCount();
        _writer(_buffer, change);
        return new Message<byte[], byte[]>
        {
            Key = Encoding.UTF8.GetBytes(change.Key),
            Value = _buffer.WrittenSpan.ToArray(),
            Headers = new Headers { { "id", Encoding.UTF8.GetBytes(change.ChangeId) } },
        };
    }

    [LoggerMessage(EventId = 3030, Level = LogLevel.Warning, Message = "Tier changes of tick {Tick} were not taken and are sent again: {Code}")]
    private static partial void Again(ILogger logger, long tick, ErrorCode code);
}

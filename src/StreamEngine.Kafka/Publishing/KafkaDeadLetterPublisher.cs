using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamEngine.Events;
using StreamEngine.Kafka.Clients;
using StreamEngine.Pipeline;

namespace StreamEngine.Kafka.Publishing;

/// <summary>
/// Publishes dead letters: the original bytes as the value, where they came from and why in headers that Kafka Connect's users know. A bounded number is
/// on its way at a time; while the broker is away writers wait. Thread-safe.
/// </summary>
public sealed partial class KafkaDeadLetterPublisher : IDeadLetterSink
{
    private static readonly byte[] Stage = "DECODE"u8.ToArray();

    private readonly KafkaOptions _options;
    private readonly ILogger _logger;
    private readonly ClientEvents _events;
    private readonly IProducer<Null, byte[]?> _producer;
    private readonly InFlightLimit _limit;
    private readonly byte[] _topic;
    private volatile KafkaFault? _fault;
    private long _published;

    /// <summary>Connects in the background.</summary>
    public KafkaDeadLetterPublisher(KafkaOptions options, ILogger logger)
    {
        (_options, _logger) = (options, logger);
        _limit = new InFlightLimit(options.DeadLettersInFlight);
        _topic = Encoding.UTF8.GetBytes(options.EventsTopic);
        _events = new ClientEvents(logger, "dead-letters", options);
        _producer = new ProducerBuilder<Null, byte[]?>(ClientConfigs.DeadLetters(options)).SetValueSerializer(Serializers.ByteArray!)
            .SetErrorHandler((_, error) => _events.OnError(error)).SetLogHandler((_, line) => _events.OnLog(line)).Build();
    }

    /// <summary>What the client complained about last; null when all is well.</summary>
    public string? LastError => _events.LastError;

    /// <summary>Dead letters that the broker has taken.</summary>
    public long Published => Interlocked.Read(ref _published);

    /// <inheritdoc/>
    /// <exception cref="KafkaFault">The broker refuses dead letters for good: going on would lose them.</exception>
    public async ValueTask WriteAsync(DeadLetter letter, CancellationToken stop)
    {
        ThrowIfRefused();
        var share = await _limit.TakeAsync(letter.Value.Length, stop);
        try
        {
            ThrowIfRefused();
            Produce(new Message<Null, byte[]?> { Value = letter.Value, Headers = HeadersOf(letter) }, share);
        }
        catch
        {
            _limit.Return(share);
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="KafkaFault">The broker refuses dead letters for good.</exception>
    public async ValueTask FlushAsync(CancellationToken stop)
    {
        await Task.Run(() => _producer.Flush(stop), stop);
        ThrowIfRefused();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _producer.Dispose();
        _limit.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Produce(Message<Null, byte[]?> message, int share)
    {
        try
        {
            _producer.Produce(_options.DeadLettersTopic, message, report => OnDelivered(message, share, report.Error));
        }
        catch (ProduceException<Null, byte[]?> e) when (e.Error.Code == ErrorCode.MsgSizeTooLarge && message.Value is not null)
        {
            WithoutValue(message, share);
        }
        catch (ProduceException<Null, byte[]?> e)
        {
            throw Faults.Of(e.Error, _options, _options.DeadLettersTopic, e);
        }
    }

    private void OnDelivered(Message<Null, byte[]?> message, int share, Error error)
    {
        if (error.Code == ErrorCode.MsgSizeTooLarge && message.Value is not null)
        {
            WithoutValue(message, share);
            return;
        }

        if (error.IsError)
        {
            _events.OnError(error);
            if (error.Code is not (ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight))
                _fault ??= Faults.Of(error, _options, _options.DeadLettersTopic);
        }
        else
        {
            Interlocked.Increment(ref _published);
            _events.Clear();
        }

        _limit.Return(share);
    }

    /// <summary>A letter that the topic has no room for still tells where the record is, so that one large record does not stop the engine.</summary>
    private void WithoutValue(Message<Null, byte[]?> message, int share)
    {
        message.Headers.Add("__connect.errors.value.bytes", Number(message.Value!.Length));
        message.Value = null;
        TooLarge(_logger, _options.DeadLettersTopic);
        Produce(message, share);
    }

    private void ThrowIfRefused()
    {
        if (_fault is { } fault) throw fault;
        _events.ThrowIfFatal();
    }

    private Headers HeadersOf(DeadLetter letter) => new()
    {
        { "__connect.errors.topic", _topic },
        { "__connect.errors.partition", Number(letter.Partition) },
        { "__connect.errors.offset", Number(letter.Offset) },
        { "__connect.errors.stage", Stage },
        { "__connect.errors.exception.class.name", Encoding.UTF8.GetBytes($"StreamEngine.Events.{letter.Reason}") },
        { "__connect.errors.exception.message", Encoding.UTF8.GetBytes(DeadLetterReasons.Name(letter.Reason)) },
    };

    private static byte[] Number(long value) => Encoding.UTF8.GetBytes(value.ToString(CultureInfo.InvariantCulture));

    [LoggerMessage(EventId = 3040, Level = LogLevel.Warning,
        Message = "A dead letter is larger than topic {Topic} allows and is published without its value: raise the topic's max.message.bytes")]
    private static partial void TooLarge(ILogger logger, string topic);
}

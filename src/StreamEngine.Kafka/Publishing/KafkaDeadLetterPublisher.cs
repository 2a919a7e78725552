using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using StreamEngine.Pipeline;

namespace StreamEngine.Kafka.Publishing;

/// <summary>
/// Publishes dead letters: the original bytes as the value, where they came from and why in headers that Kafka Connect's users know. Those that came meanwhile
/// share a transaction, so that a process that another has taken over from adds none. What is on the topic behind a checkpoint's positions is not published
/// again. A bounded number is on its way at a time; while the broker is away writers wait. Thread-safe.
/// </summary>
public sealed partial class KafkaDeadLetterPublisher : IDeadLetterSink
{
    private readonly KafkaOptions _options;
    private readonly ILogger _logger;
    private readonly KafkaFactPublisher _facts;
    private readonly InFlightLimit _limit;
    private readonly Channel<Taken> _taken = Channel.CreateUnbounded<Taken>(new() { SingleReader = true }); // bounded by the limit
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _publishing;
    private volatile Exception? _fault;

    private KafkaDeadLetterPublisher(KafkaOptions options, KafkaFactPublisher facts, ILogger logger)
    {
        (_options, _facts, _logger) = (options, facts, logger);
        _limit = new InFlightLimit(options.DeadLettersInFlight);
        _publishing = Task.Run(PublishAllAsync);
    }

    /// <summary>What the client complained about last; null when all is well.</summary>
    public string? LastError => _facts.LastError;

    /// <summary>Dead letters that the broker has taken.</summary>
    public long Published => _facts.Published;

    /// <summary>Dead letters that were on the topic already.</summary>
    public long Skipped => _facts.Skipped;

    /// <summary>
    /// The next offset of every partition of the topic behind what is published; after <see cref="FlushAsync"/>, behind everything taken before. A checkpoint notes
    /// what this says before any lane has reached its cut: letters of records behind the cut are then found by the successor that reads those records again.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> Positions => _facts.Positions;

    /// <summary>Connects, fences older owners of <see cref="KafkaOptions.DeadLettersTransactionalId"/> and reads what is published.</summary>
    /// <param name="options">Brokers and topics.</param>
    /// <param name="topics">Partitions by topic; the dead letters' must be among them.</param>
    /// <param name="positions">A checkpoint's positions by topic; without the dead letters' topic it is read from its log's start.</param>
    /// <param name="logger">Takes the client's log.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="KafkaFault">No broker answers, it refuses, or a position is behind the end of the log.</exception>
    public static async Task<KafkaDeadLetterPublisher> OpenAsync(
        KafkaOptions options, IReadOnlyDictionary<string, int> topics, IReadOnlyDictionary<string, IReadOnlyList<long>> positions, ILogger logger, CancellationToken stop)
    {
        var own = new Dictionary<string, int> { [options.DeadLettersTopic] = topics[options.DeadLettersTopic] };
        return new(options, await KafkaFactPublisher.OpenAsync(options, options.DeadLettersTransactionalId, own, positions, logger, stop), logger);
    }

    /// <inheritdoc/>
    /// <exception cref="KafkaFault">The broker refuses dead letters for good: going on would lose them.</exception>
    public async ValueTask WriteAsync(DeadLetter letter, CancellationToken stop)
    {
        ThrowIfRefused();
        var fact = new Fact(_options.DeadLettersTopic, null, DeadLetterHeaders.Id(_options.EventsTopic, letter), letter.Value)
        {
            Headers = DeadLetterHeaders.Of(_options.EventsTopic, letter),
        };
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, _ended.Token);
        try
        {
            var share = await _limit.TakeAsync(letter.Value.Length, either.Token);
            if (!_taken.Writer.TryWrite(new(fact, share, null))) ThrowIfRefused();
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            ThrowIfRefused();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="KafkaFault">The broker refuses dead letters for good.</exception>
    public async ValueTask FlushAsync(CancellationToken stop)
    {
        var flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_taken.Writer.TryWrite(new(null, 0, flushed))) await Task.WhenAny(flushed.Task, _publishing).WaitAsync(stop);
        ThrowIfRefused();
        ObjectDisposedException.ThrowIf(!flushed.Task.IsCompleted, this);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _taken.Writer.TryComplete();
        await _ended.CancelAsync();
        await _publishing;
        await _facts.DisposeAsync();
        _limit.Dispose();
        _ended.Dispose();
    }

    private async Task PublishAllAsync()
    {
        var reader = _taken.Reader;
        var letters = new List<Fact>();
        try
        {
            while (await reader.WaitToReadAsync(_ended.Token))
            {
                var shares = 0;
                TaskCompletionSource? flushed = null;
                letters.Clear();
                while (flushed is null && reader.TryRead(out var taken))
                {
                    if (taken.Letter is { } letter) letters.Add(letter);
                    shares += taken.Share;
                    flushed = taken.Flushed;
                }

                await PublishAsync(_facts.Missing(letters));
                if (shares > 0) _limit.Return(shares);
                flushed?.SetResult();
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // Disposed: what was not acknowledged is made again by the next start.
        }
        catch (Exception e)
        {
            _fault = e; // for whoever writes or flushes next
            _taken.Writer.TryComplete();
            await _ended.CancelAsync(); // and whoever waits for room
        }
    }

    /// <summary>A letter that the topic has no room for still tells where the record is, so that one large record does not stop the engine.</summary>
    private async Task PublishAsync(List<Fact> letters)
    {
        if (letters.Count == 0) return;
        try
        {
            await _facts.PublishMissingAsync(letters, _ended.Token);
        }
        catch (KafkaFault fault) when (fault.Kind == KafkaFaultKind.TooLarge && letters.Count > 1)
        {
            await PublishAsync([.. letters.Take(letters.Count / 2)]);
            await PublishAsync([.. letters.Skip(letters.Count / 2)]);
        }
        catch (KafkaFault fault) when (fault.Kind == KafkaFaultKind.TooLarge && letters[0].Value is { } value)
        {
            TooLarge(_logger, _options.DeadLettersTopic);
            await PublishAsync([letters[0] with { Value = null, Headers = [.. letters[0].Headers, DeadLetterHeaders.Number(DeadLetterHeaders.ValueBytes, value.Length)] }]);
        }
    }

    private void ThrowIfRefused()
    {
        if (_fault is { } fault) ExceptionDispatchInfo.Throw(fault);
    }

    private readonly record struct Taken(Fact? Letter, int Share, TaskCompletionSource? Flushed);

    [LoggerMessage(EventId = 3040, Level = LogLevel.Warning,
        Message = "A dead letter is larger than topic {Topic} allows and is published without its value: raise the topic's max.message.bytes")]
    private static partial void TooLarge(ILogger logger, string topic);
}

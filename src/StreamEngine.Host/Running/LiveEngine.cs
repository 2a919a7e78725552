using System.Buffers;
using StreamEngine.ClickHouse;
using StreamEngine.ClickHouse.Schema;
using StreamEngine.Host.Configuration;
using StreamEngine.Kafka;
using StreamEngine.Kafka.Publishing;
using StreamEngine.Kafka.Source;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;

namespace StreamEngine.Host.Running;

/// <summary>
/// The engine between a Kafka topic, the tier-change topic, the dead-letter topic and ClickHouse. Opening it checks everything that can be wrong before a record
/// is read. It starts from the log's beginning, and what is on the tier-change topic already is not published again.
/// </summary>
internal sealed class LiveEngine : IAsyncDisposable
{
    /// <summary>What a stop may take for rows and dead letters that are on their way; the clients need the rest of three seconds.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1.5);

    private readonly LiveRequest _request;
    private readonly TimeProvider _time;
    private readonly LiveParts _parts;
    private readonly OffsetCommits _commits;

    private LiveEngine(LiveRequest request, LiveParts parts, Scorecards cards, EngineOptions options, TimeProvider time)
    {
        (_request, _parts, _time) = (request, parts, time);
        View = new LiveView(parts, cards, time);
        _commits = new OffsetCommits(parts.Source, parts.DeadLetters, () => parts.Rows.Status.DurableTick, time);
        parts.Run.Published += View.OnPublished;
        parts.Run.Published += _commits.OnPublished;
        var lead = new LeadLimit(parts.Source.Partitions, options.MaximumLead, parts.Run.Progress, () => Environment.TickCount64);
        parts.Source.TooFarAhead = lead.IsTooFarAhead;
    }

    /// <summary>What can be seen of it.</summary>
    public LiveView View { get; }

    /// <summary>Checks and connects, in the order in which a failure costs least.</summary>
    /// <exception cref="KafkaFault">No broker answers, it refuses, or a topic is missing.</exception>
    /// <exception cref="ClickHouseFault">A table does not fit, or the server refuses.</exception>
    /// <exception cref="EngineFault">The server does not answer, or a file cannot be made.</exception>
    public static async Task<LiveEngine> OpenAsync(
        StreamEngineOptions options, LiveRequest request, ILoggerFactory loggers, TimeProvider time, CancellationToken stop)
    {
        var cards = Scorecards.Compile(options.Scoring);
        if (request.RowsFolder is null) await CheckTablesAsync(options.ClickHouse, stop);
        var opened = new Stack<IAsyncDisposable>();
        try
        {
            var parts = await OpenPartsAsync(options, request, cards, loggers, time, opened, stop);
            return new LiveEngine(request, parts, cards, options.Engine, time);
        }
        catch
        {
            while (opened.TryPop(out var part)) await part.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs until the end of a bounded input or until <paramref name="stop"/>; either way everything that was published is flushed.</summary>
    /// <exception cref="EngineFault">Something that an operator must know failed.</exception>
    /// <exception cref="KafkaFault">A broker refused for good.</exception>
    /// <exception cref="ClickHouseFault">The server refused rows for good.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was set.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var run = _parts.Run.RunAsync(ended.Token);
        Task[] beside = [View.RunAsync(ended.Token), _commits.RunAsync(ended.Token)];
        try
        {
            var first = await Task.WhenAny([run, .. beside]);
            if (first != run) await ended.CancelAsync();
            await first;
            await run;
            if (_request.UntilEnd) await _commits.CommitEndAsync(p => _parts.Run.Progress(p).NextOffset, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await LeaveAsync();
            throw;
        }
        finally
        {
            await ended.CancelAsync();
            foreach (var task in (Task[])[run, .. beside]) await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            View.Sample();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _parts.Source.DisposeAsync();
        await _parts.Publisher.DisposeAsync();
        await _parts.DeadLetters.DisposeAsync();
        await _parts.Rows.DisposeAsync();
        View.Dispose();
    }

    private static async Task<LiveParts> OpenPartsAsync(
        StreamEngineOptions options, LiveRequest request, Scorecards cards, ILoggerFactory loggers, TimeProvider time, Stack<IAsyncDisposable> opened, CancellationToken stop)
    {
        var kafka = options.Kafka;
        T Own<T>(T part) where T : IAsyncDisposable
        {
            opened.Push(part);
            return part;
        }
        var logger = loggers.CreateLogger("StreamEngine.Kafka");
        var topics = await KafkaTopics.PrepareAsync(kafka, [kafka.EventsTopic, kafka.TierChangesTopic, kafka.DeadLettersTopic], logger, stop);
        var rows = Own(RowOutput.Open(options, request, cards, time, loggers));
        var positions = new Dictionary<string, IReadOnlyList<long>>(); // without a checkpoint the topics are read from their beginning
        var deadLetters = Own(await KafkaDeadLetterPublisher.OpenAsync(kafka, topics, positions, logger, stop));
        var factTopics = new Dictionary<string, int> { [kafka.TierChangesTopic] = topics[kafka.TierChangesTopic] };
        var facts = await KafkaFactPublisher.OpenAsync(kafka, kafka.TransactionalId, factTopics, positions, logger, stop);
        var publisher = Own(new KafkaTierChangePublisher(facts, kafka.TierChangesTopic, Write));
        var start = new KafkaSourceStart { UntilEnd = request.UntilEnd, TickInterval = options.Engine.TickInterval };
        var source = Own(await KafkaEventSource.OpenAsync(kafka, start, logger, time, stop));
        var run = new EngineRun(options.Engine, cards, source, new Sinks(publisher, rows.Sink, deadLetters), request.Threads);
        return new LiveParts(source, publisher, deadLetters, rows, run);
    }

    private static async Task CheckTablesAsync(ClickHouseOptions options, CancellationToken stop)
    {
        try
        {
            await DatabaseSchema.CheckAsync(options, stop);
        }
        catch (ClickHouseFault e) when (e.IsTransient)
        {
            throw new EngineFault(FaultOrigin.External,
                $"{e.Message}. Start it, correct clickhouse.host and clickhouse.port, or write rows to files with --rows jsonl:DIR", e);
        }
    }

    private static void Write(IBufferWriter<byte> output, TierChange change)
    {
        var text = new JsonText();
        TierChangeJson.Write(text, change);
        output.Write(text.Written);
    }

    private async Task LeaveAsync()
    {
        using var limit = new CancellationTokenSource(LastWords, _time);
        try
        {
            await _parts.DeadLetters.FlushAsync(limit.Token);
            // Final files are complete or not there.
            if (_parts.Rows.IsClickHouse || !_request.UntilEnd) await _parts.Rows.Sink.FlushAsync(limit.Token);
            await _commits.CommitAsync(limit.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or KafkaFault or ClickHouseFault)
        {
            // What did not arrive in time is made again by the next start.
        }
    }
}

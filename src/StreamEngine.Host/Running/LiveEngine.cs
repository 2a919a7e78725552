using System.Buffers;
using StreamEngine.Checkpoints;
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
/// is read. It goes on from its newest sound checkpoint, without one from the log's beginning, and publishes nothing twice.
/// </summary>
internal sealed class LiveEngine : IAsyncDisposable
{
    /// <summary>What a stop may take to put out what was read and to save it; the clients need the rest of ten seconds.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(6);

    /// <summary>Of that, what may be spent on rows: those that do not arrive in time are in the checkpoint.</summary>
    private static readonly TimeSpan LastRows = TimeSpan.FromSeconds(1);

    private readonly LiveRequest _request;
    private readonly TimeProvider _time;
    private readonly LiveParts _parts;
    private readonly Checkpointer? _checkpointer;

    private LiveEngine(LiveRequest request, LiveParts parts, Scorecards cards, StreamEngineOptions options, TimeProvider time)
    {
        (_request, _parts, _time) = (request, parts, time);
        if (parts.State is { } state)
        {
            _checkpointer = new Checkpointer(parts.Run, state.Store, new CheckpointerOptions
            {
                Interval = options.Checkpoints.Interval,
                Generations = options.Checkpoints.Generations,
                Identity = state.Identity,
                Token = state.Lease.Token,
                Source = parts.Source.TopicId,
            }, state.Recovered, (offsets, stop) => parts.Source.CommitAsync(offsets, stop), time);
        }
        View = new LiveView(parts, _checkpointer, cards, time);
        parts.Run.Published += View.OnPublished;
        var lead = new LeadLimit(parts.Source.Partitions, options.Engine.MaximumLead, parts.Run.Progress, () => Environment.TickCount64);
        parts.Source.TooFarAhead = lead.IsTooFarAhead;
        parts.Source.EventTime = partition => parts.Run.Progress(partition).EventTime;
    }

    /// <summary>What can be seen of it.</summary>
    public LiveView View { get; }

    /// <summary>Checks and connects, in the order in which a failure costs least.</summary>
    /// <exception cref="KafkaFault">No broker answers, it refuses, or a topic is missing.</exception>
    /// <exception cref="ClickHouseFault">A table does not fit, or the server refuses.</exception>
    /// <exception cref="CheckpointFault">Another engine works on the checkpoints, or none of them is sound.</exception>
    /// <exception cref="EngineFault">The server does not answer, a file cannot be made, or the checkpoint is of another configuration.</exception>
    public static async Task<LiveEngine> OpenAsync(
        StreamEngineOptions options, LiveRequest request, ILoggerFactory loggers, TimeProvider time, CancellationToken stop)
    {
        var cards = Scorecards.Compile(options.Scoring);
        if (request.RowsFolder is null) await CheckTablesAsync(options.ClickHouse, stop);
        var opened = new Stack<IAsyncDisposable>();
        try
        {
            var parts = await OpenPartsAsync(options, request, cards, loggers, time, opened, stop);
            return new LiveEngine(request, parts, cards, options, time);
        }
        catch
        {
            while (opened.TryPop(out var part)) await part.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Runs until the end of a bounded input or until <paramref name="stop"/>. Either way what was read is put out and saved, so that the next run goes on from there.
    /// </summary>
    /// <exception cref="EngineFault">Something that an operator must know failed.</exception>
    /// <exception cref="KafkaFault">A broker refused for good, or another process has taken over.</exception>
    /// <exception cref="ClickHouseFault">The server refused rows for good.</exception>
    /// <exception cref="CheckpointFault">The state cannot be saved, or another process has taken over.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was set.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        using var abort = new CancellationTokenSource();
        using var besides = new CancellationTokenSource();
        var run = _parts.Run.RunAsync(abort.Token, stop);
        var beside = Beside(besides.Token);
        try
        {
            await LastWordsAsync(Task.WhenAny([run, .. beside]), stop);
            await FirstFailureAsync(beside);
            if (!run.IsCompleted) throw new TimeoutException("the engine could not put out in time what it had read; the next start reads it again");
            await run;
            await besides.CancelAsync();
            await SaveEndAsync(stop);
            stop.ThrowIfCancellationRequested();
        }
        finally
        {
            await abort.CancelAsync();
            await besides.CancelAsync();
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
        if (_parts.State is { } state) await state.DisposeAsync();
        View.Dispose();
    }

    /// <summary>What goes on beside the engine; each ends by failing, or when it is told to.</summary>
    private Task[] Beside(CancellationToken stop)
    {
        var tasks = new List<Task> { View.RunAsync(stop) };
        if (_checkpointer is not null) tasks.Add(_checkpointer.RunAsync(stop));
        if (_parts.State is { } state) tasks.Add(state.Renewing.WaitAsync(stop));
        return [.. tasks];
    }

    /// <summary>Waits for the end of the run, or for the failure of what goes on beside it; after a stop not for long.</summary>
    private async Task LastWordsAsync(Task ended, CancellationToken stop)
    {
        await ended.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stop.IsCancellationRequested) await ended.WaitAsync(LastWords, _time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task FirstFailureAsync(Task[] tasks)
    {
        foreach (var task in tasks)
        {
            if (task.IsCompleted) await task;
        }
    }

    private async Task SaveEndAsync(CancellationToken stop)
    {
        if (stop.IsCancellationRequested) await FlushRowsAsync();
        if (_checkpointer is null) return;
        using var limit = new CancellationTokenSource(LastWords, _time);
        await _checkpointer.TakeEndAsync(limit.Token);
    }

    private async Task FlushRowsAsync()
    {
        // Final files are complete or not there.
        if (!_parts.Rows.IsClickHouse && _request.UntilEnd) return;
        using var limit = new CancellationTokenSource(LastRows, _time);
        try
        {
            await _parts.Rows.Sink.FlushAsync(limit.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or ClickHouseFault)
        {
            // They are in the checkpoint.
        }
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
        var topics = await KafkaTopics.PrepareAsync(kafka, [kafka.EventsTopic, .. kafka.FactTopics, kafka.DeadLettersTopic], logger, stop);
        // Final files are made of the whole input, from its beginning: a run that writes them has no use for a state.
        var keepsState = request.RowsFolder is null || !request.UntilEnd;
        var state = keepsState ? Own(await SavedState.OpenAsync(options, topics[kafka.EventsTopic], loggers.CreateLogger<SavedState>(), time, stop)) : null;
        var recovered = state?.Recovered;
        var rows = Own(RowOutput.Open(options, request, cards, time, loggers, goesOn: recovered is not null));
        // Whoever published before is fenced; only then is it known what is on the topics.
        var positions = state?.Positions ?? new Dictionary<string, IReadOnlyList<long>>();
        var deadLetters = Own(await KafkaDeadLetterPublisher.OpenAsync(kafka, topics, positions, logger, stop));
        var factTopics = kafka.FactTopics.ToDictionary(topic => topic, topic => topics[topic]);
        var facts = await KafkaFactPublisher.OpenAsync(kafka, kafka.TransactionalId, factTopics, positions, logger, stop);
        var publisher = Own(new KafkaTierChangePublisher(facts, kafka.TierChangesTopic, Write, kafka.TopicOf));
        var start = new KafkaSourceStart
        {
            Offsets = recovered?.Start.Partitions.Select(p => p.NextOffset).ToList(),
            TopicId = recovered?.Manifest.Source,
            UntilEnd = request.UntilEnd,
            TickInterval = options.Engine.TickInterval,
        };
        var source = Own(await KafkaEventSource.OpenAsync(kafka, start, logger, time, stop));
        if (keepsState && recovered is null) CheckNothingIsLost(source, options);
        var sinks = new Sinks(publisher, rows.Sink, new DeadLetterOutputs(deadLetters, rows.Writer));
        var run = new EngineRun(options.Engine, cards, source, sinks, request.Threads, recovered?.Start, keepsEnd: keepsState);
        return new LiveParts(source, publisher, deadLetters, rows, run, state);
    }

    private static void CheckNothingIsLost(KafkaEventSource source, StreamEngineOptions options)
    {
        if (source.Committed.All(offset => offset is null)) return;
        throw new EngineFault(FaultOrigin.External,
            $"group {options.Kafka.GroupId} has committed offsets of {options.Kafka.EventsTopic}, and there is no checkpoint in {options.Checkpoints.Folder}: the state that they belong to "
            + "is lost. Point checkpoints.folder to where it is, or begin a new epoch with `streamengine offsets reset --to earliest --execute`");
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
}

using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace StreamEngine.Kafka.Clients;

/// <summary>What a client reports by itself: its log lines go to the logger, its errors are kept for health, and those that end the run become a fault. Thread-safe.</summary>
/// <param name="logger">The log.</param>
/// <param name="client">How the client is called there.</param>
/// <param name="options">For the words of faults.</param>
/// <param name="brief">The client lives for one question, and the fault says what went wrong: its errors are logged for debugging only.</param>
internal sealed partial class ClientEvents(ILogger logger, string client, KafkaOptions options, bool brief = false)
{
    private const long RepeatAfterMs = 10_000;

    private readonly TaskCompletionSource<KafkaFault> _fatal = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Error? _last;
    private volatile Error? _transport;
    private readonly ConcurrentDictionary<ErrorCode, long> _loggedAt = new();

    /// <summary>The last error in words, or null if there was none since <see cref="Clear"/>.</summary>
    public string? LastError => _last?.Reason;

    /// <summary>Completed by the first error that no waiting will heal.</summary>
    public Task<KafkaFault> Fatal => _fatal.Task;

    /// <summary>The most telling reason why no broker was reached.</summary>
    public string? Unreachable => (_transport ?? _last)?.Reason;

    /// <summary>Forgets the last error: the client works again.</summary>
    public void Clear() => _last = null;

    /// <summary>Takes an error of the client's own callback. One that repeats itself is logged every ten seconds.</summary>
    public void OnError(Error error)
    {
        _last = error;
        if (error.Code is ErrorCode.Local_Transport or ErrorCode.Local_Resolve) _transport = error;
        if (Faults.EndsTheRun(error)) _fatal.TrySetResult(Faults.Of(error, options));
        var now = Environment.TickCount64;
        if (_loggedAt.TryGetValue(error.Code, out var before) && now - before < RepeatAfterMs) return;
        _loggedAt[error.Code] = now;
        Reported(logger, brief ? LogLevel.Debug : LogLevel.Warning, client, error.Code, error.Reason);
    }

    /// <summary>Takes a log line of the client: notices and worse; what it has to say about a lost connection comes as an error too.</summary>
    public void OnLog(LogMessage line)
    {
        if (line.Level <= SyslogLevel.Critical) Complained(logger, client, line.Facility, line.Message);
        else Said(logger, client, line.Facility, line.Message);
    }

    /// <summary>Throws the fault that ends the run, if there is one.</summary>
    public void ThrowIfFatal()
    {
        if (_fatal.Task.IsCompletedSuccessfully) throw _fatal.Task.Result;
    }

    [LoggerMessage(EventId = 3001, Message = "Kafka {Client}: {Code}: {Reason}")]
    private static partial void Reported(ILogger logger, LogLevel level, string client, ErrorCode code, string reason);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Error, Message = "Kafka {Client}: {Facility}: {Text}")]
    private static partial void Complained(ILogger logger, string client, string facility, string text);

    [LoggerMessage(EventId = 3003, Level = LogLevel.Debug, Message = "Kafka {Client}: {Facility}: {Text}")]
    private static partial void Said(ILogger logger, string client, string facility, string text);
}

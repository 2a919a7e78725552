using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace StreamEngine.Kafka.Clients;

/// <summary>What a client reports by itself: its log lines go to the logger, its errors are kept for health, and those that end the run become a fault. Thread-safe.</summary>
internal sealed partial class ClientEvents(ILogger logger, string client, KafkaOptions options)
{
    private readonly TaskCompletionSource<KafkaFault> _fatal = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Error? _last;
    private volatile Error? _transport;
    private long _loggedAt = long.MinValue / 2;

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
        var repeated = _last is { } last && last.Code == error.Code && Environment.TickCount64 - Interlocked.Read(ref _loggedAt) < 10_000;
        _last = error;
        if (error.Code is ErrorCode.Local_Transport or ErrorCode.Local_Resolve) _transport = error;
        if (Faults.EndsTheRun(error)) _fatal.TrySetResult(Faults.Of(error, options));
        if (repeated) return;
        Interlocked.Exchange(ref _loggedAt, Environment.TickCount64);
        Reported(logger, client, error.Code, error.Reason);
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

    [LoggerMessage(EventId = 3001, Level = LogLevel.Warning, Message = "Kafka {Client}: {Code}: {Reason}")]
    private static partial void Reported(ILogger logger, string client, ErrorCode code, string reason);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Error, Message = "Kafka {Client}: {Facility}: {Text}")]
    private static partial void Complained(ILogger logger, string client, string facility, string text);

    [LoggerMessage(EventId = 3003, Level = LogLevel.Debug, Message = "Kafka {Client}: {Facility}: {Text}")]
    private static partial void Said(ILogger logger, string client, string facility, string text);
}

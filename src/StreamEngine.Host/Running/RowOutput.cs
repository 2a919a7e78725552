using StreamEngine.ClickHouse.Writing;
using StreamEngine.Entities;
using StreamEngine.Host.Configuration;
using StreamEngine.Pipeline;
using StreamEngine.Pipeline.Files;
using StreamEngine.Scoring;

namespace StreamEngine.Host.Running;

/// <summary>How the sink of rows is doing; a snapshot.</summary>
/// <param name="Written">Rows that are durable.</param>
/// <param name="Waiting">Rows that wait for it.</param>
/// <param name="DurableTick">All rows of ticks up to this one (ms) are durable; null before the first.</param>
/// <param name="LastWritten">When rows last became durable; null when nobody knows.</param>
/// <param name="IsReachable">Whether the last insert was taken.</param>
/// <param name="LastError">One line; null when there was none.</param>
/// <param name="Verdict">How it is doing, in a word.</param>
/// <param name="Reason">Why, one line; null when all is well.</param>
internal sealed record RowOutputStatus(
    long Written, long Waiting, long? DurableTick, DateTimeOffset? LastWritten, bool IsReachable, string? LastError, ClickHouseVerdict Verdict = ClickHouseVerdict.Ok, string? Reason = null);

/// <summary>Where the rows of a live run go, and how that is doing. Owns the sink.</summary>
internal sealed class RowOutput : IAsyncDisposable
{
    private readonly Func<RowOutputStatus> _status;

    private RowOutput(IRowSink sink, string address, Func<RowOutputStatus> status) => (Sink, Address, _status) = (sink, address, status);

    /// <summary>The sink.</summary>
    public IRowSink Sink { get; }

    /// <summary>The server's address, or the folder.</summary>
    public string Address { get; }

    /// <summary>Whether rows go to ClickHouse.</summary>
    public bool IsClickHouse => Writer is not null;

    /// <summary>The writer to ClickHouse; null when rows go to files.</summary>
    public ClickHouseRowWriter? Writer => Sink as ClickHouseRowWriter;

    /// <summary>How it is doing.</summary>
    public RowOutputStatus Status => _status();

    /// <summary>The sink that the request asks for; files of a run that goes on are appended to.</summary>
    /// <exception cref="EngineFault">A file cannot be made.</exception>
    public static RowOutput Open(StreamEngineOptions options, LiveRequest request, Scorecards scorecards, TimeProvider time, ILoggerFactory loggers, bool goesOn)
    {
        if (request.RowsFolder is not { } folder) return ToClickHouse(options, scorecards, time, loggers);
        try
        {
            return request.UntilEnd ? ToFinalFiles(folder, options.Engine.Zone) : ToLog(folder, options, time, goesOn);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineFault(FaultOrigin.External, $"rows cannot be written to '{folder}': {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Sink.DisposeAsync();

    private static RowOutput ToClickHouse(StreamEngineOptions options, Scorecards scorecards, TimeProvider time, ILoggerFactory loggers)
    {
        var indicators = new Dictionary<EntityKind, IReadOnlyList<string>>
        {
            [EntityKind.Product] = scorecards.Product.IndicatorIds,
            [EntityKind.Merchant] = scorecards.Merchant.IndicatorIds,
            [EntityKind.Creator] = scorecards.Creator.IndicatorIds,
        };
        var writer = new ClickHouseRowWriter(options.ClickHouse, options.Engine.Zone, indicators, time, loggers.CreateLogger<ClickHouseRowWriter>());
        return new RowOutput(writer, options.ClickHouse.Endpoint.ToString(), () =>
        {
            var status = writer.Status;
            return new RowOutputStatus(status.RowsWritten, status.WaitingRows, status.DurableTick, status.LastWritten,
                !status.IsFailing && !status.IsStopped, status.LastError, status.Verdict, status.Reason);
        });
    }

    // The final row of every key, as replay writes it: nothing is durable before the end.
    private static RowOutput ToFinalFiles(string folder, string zone)
    {
        var files = new RowFiles(folder, zone);
        return new RowOutput(files, folder, () => new RowOutputStatus(files.Count, 0, null, null, true, null));
    }

    private static RowOutput ToLog(string folder, StreamEngineOptions options, TimeProvider time, bool goesOn)
    {
        var log = new RowLog(folder, options.Engine.Zone, options.ClickHouse.RowInterval, time, goesOn);
        return new RowOutput(log, folder, () => new RowOutputStatus(log.Count, 0, long.MaxValue, null, true, null));
    }
}

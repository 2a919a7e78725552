using StreamEngine.Scoring;

namespace StreamEngine.Pipeline.Files;

/// <summary>What to replay and where to.</summary>
public sealed record ReplayRequest
{
    /// <summary>The files of each partition, in their order.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Partitions { get; init; }

    /// <summary>The output folder; what is in it of an earlier replay is replaced when the new one is complete.</summary>
    public required string Output { get; init; }

    /// <summary>The file that keeps dead letters; made only when there are any.</summary>
    public required string DeadLetters { get; init; }

    /// <summary>Lanes that work at the same time. Changes speed and nothing else.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Where the state at the end of the input is saved; null: nowhere.</summary>
    public ReplayCheckpoint? Checkpoint { get; init; }

    /// <summary>Records in a batch at most. Changes speed and nothing else.</summary>
    public int BatchRecords { get; init; } = 1024;
}

/// <summary>
/// A bounded run from files to files. Everything is written to a folder beside the output folder and moved there when it is complete, so that a failure
/// leaves nothing half done.
/// </summary>
public sealed class ReplayJob : IAsyncDisposable
{
    /// <summary>Where dead letters wait until the results are complete.</summary>
    private const string DeadLetters = ".dead-letters.jsonl";

    private readonly EngineOptions _options;
    private readonly Scorecards _scorecards;
    private readonly ReplayRequest _request;
    private readonly FileSource _source;

    /// <param name="options">What decides the results besides the input.</param>
    /// <param name="scorecards">The compiled scorecards.</param>
    /// <param name="request">What to replay and where to.</param>
    public ReplayJob(EngineOptions options, Scorecards scorecards, ReplayRequest request)
    {
        _options = options;
        _scorecards = scorecards;
        _request = request;
        _source = new FileSource(request.Partitions, request.BatchRecords);
    }

    /// <summary>Bytes of input processed so far, uncompressed.</summary>
    public long BytesRead => _source.BytesRead;

    /// <summary>Runs to the end of the input.</summary>
    /// <exception cref="EngineFault">The input cannot be processed, or a file not read or written.</exception>
    public async Task<ReplaySummary> RunAsync(CancellationToken stop)
    {
        var temporary = _request.Output.TrimEnd(Path.DirectorySeparatorChar) + ".partial";
        if (File.Exists(_request.Output)) throw new EngineFault(FaultOrigin.External, $"cannot write the results to '{_request.Output}': it is a file, not a folder");
        try
        {
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
            Directory.CreateDirectory(temporary);
            var summary = await RunAsync(temporary, stop);
            MoveIntoPlace(temporary);
            return summary;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineFault(FaultOrigin.External, $"cannot write the results to '{_request.Output}': {e.Message}", e);
        }
        finally
        {
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task<ReplaySummary> RunAsync(string folder, CancellationToken stop)
    {
        EngineRun run;
        await using (var changes = new TierChangeFile(Path.Combine(folder, "tier-changes.jsonl")))
        await using (var rows = new RowFiles(Path.Combine(folder, "rows"), _options.Zone, _request.Threads))
        await using (var deadLetters = new DeadLetterFile(Path.Combine(folder, DeadLetters), _request.Partitions.Count))
        {
            run = new EngineRun(_options, _scorecards, _source, new Sinks(changes, rows, deadLetters), _request.Threads, keepsEnd: _request.Checkpoint is not null);
            await run.RunAsync(stop);
            if (_request.Checkpoint is { } checkpoint) await checkpoint.SaveAsync(run, TimeProvider.System, stop);
        }
        await ScoreFile.WriteAsync(Path.Combine(folder, "scores.jsonl"), run.FinalScores(), _request.Threads);
        var summary = new ReplaySummary(run.Counters, run.LastTick);
        var text = new JsonText();
        summary.Write(text);
        text.EndLine();
        await File.WriteAllBytesAsync(Path.Combine(folder, "summary.json"), text.Written.ToArray(), stop);
        return summary;
    }

    private void MoveIntoPlace(string temporary)
    {
        var deadLetters = Path.Combine(temporary, DeadLetters);
        if (File.Exists(deadLetters)) File.Move(deadLetters, _request.DeadLetters, overwrite: true);
        else File.Delete(_request.DeadLetters);
        Directory.CreateDirectory(_request.Output);
        foreach (var file in Directory.EnumerateFiles(temporary, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(_request.Output, Path.GetRelativePath(temporary, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Move(file, target, overwrite: true);
        }
    }
}

using StreamEngine.Pipeline;
using StreamEngine.Pipeline.Files;
using StreamEngine.Scoring;
using StreamEngine.Windows;

namespace StreamEngine.Tests.Pipeline;

/// <summary>A saved state of a run in a test.</summary>
internal sealed record SavedRun(EngineStart Start, CutOutputs Outputs, bool WasHurried);

/// <summary>
/// Runs an engine over partitions in memory and cuts it as often as it can be cut, as a checkpointer would: segments pile up into chains of at most a cycle, and
/// what a refused cut has saved goes with the next one.
/// </summary>
internal sealed class CutRun
{
    private readonly IReadOnlyList<IReadOnlyList<byte[]>> _partitions;
    private readonly List<ReadOnlyMemory<byte>>[] _lanes;
    private readonly List<ReadOnlyMemory<byte>> _merge;
    private readonly List<Cut> _cuts = [];
    private readonly Random _random;
    private readonly EngineRun _run;
    private readonly int _epoch;
    private Cut? _pending;
    private bool _mayHurry;

    public CutRun(EngineOptions options, Scorecards cards, IReadOnlyList<IReadOnlyList<byte[]>> partitions, OutsideWorld world, int seed, EngineStart? start = null, bool keepsEnd = false)
    {
        _partitions = partitions;
        _random = new Random(seed);
        _epoch = start?.Epoch ?? 0;
        _lanes = [.. partitions.Select((_, p) => start is null ? [] : start.Partitions[p].Segments.ToList())];
        _merge = start is null ? [] : [.. start.Merge];
        var offsets = partitions.Select((_, p) => start?.Partitions[p].NextOffset ?? 0).ToList();
        var source = new MemoryRecords(partitions, offsets, _random, Cut);
        _run = new EngineRun(options, cards, source, new Sinks(world, world, world), _random.Next(1, 3), start, keepsEnd);
    }

    /// <summary>The engine, to look at once it has run.</summary>
    public EngineRun Engine => _run;

    /// <summary>The states that were saved on the way.</summary>
    public List<SavedRun> Saved { get; } = [];

    /// <summary>The state at the end of the input, when it was to be kept.</summary>
    public SavedRun? End { get; private set; }

    /// <summary>Scores and summary, as replay writes them.</summary>
    public string Results { get; private set; } = "";

    public async Task RunAsync(CancellationToken stop)
    {
        await _run.RunAsync(stop);
        Collect();
        // A cut that the end of the input overtook has segments all the same.
        if (_pending is { } unfinished) _cuts.Add(unfinished);
        if (_run.End is { } end) End = await SaveAsync(end);
        Results = ResultsOf(_run);
    }

    /// <summary>Scores and summary of a run that has ended, as replay writes them.</summary>
    public static string ResultsOf(EngineRun run)
    {
        var text = new JsonText();
        foreach (var score in run.FinalScores().OrderBy(s => s.Kind).ThenBy(s => s.Id, StringComparer.Ordinal))
        {
            ScoreFile.Write(text, score);
            text.EndLine();
        }
        new ReplaySummary(run.Counters, run.LastTick).Write(text);
        return System.Text.Encoding.UTF8.GetString(text.Written);
    }

    private void Cut()
    {
        Collect();
        if (_pending is null && _random.Next(3) == 0) (_pending, _mayHurry) = (_run.BeginCut(_random.Next(0, 3)), _random.Next(2) == 0);
        else if (_pending is not null && _mayHurry && _random.Next(4) == 0) _run.Hurry(_pending);
    }

    /// <summary>Takes what became of the cut under way.</summary>
    private void Collect()
    {
        if (_pending is not { } cut || !(cut.IsRefused || cut.Outputs.Task.IsCompletedSuccessfully)) return;
        _run.EndCut();
        _pending = null;
        if (cut.IsRefused) _cuts.Add(cut);
        else Saved.Add(SaveAsync(cut).GetAwaiter().GetResult());
    }

    private async Task<SavedRun> SaveAsync(Cut cut)
    {
        foreach (var unfinished in _cuts) Add(unfinished);
        _cuts.Clear();
        Add(cut);
        var outputs = await cut.Outputs.Task;
        return new SavedRun(new EngineStart
        {
            Epoch = _epoch,
            Partitions = [.. _partitions.Select((_, p) => new PartitionStart(cut.NextOffset(p), Chain(_lanes[p])))],
            Merge = Chain(_merge),
            WaitingRows = outputs.WaitingRows,
        }, outputs, cut.IsHurried);
    }

    private void Add(Cut cut)
    {
        for (var p = 0; p < _lanes.Length; p++)
        {
            if (cut.Lane(p) is { } segment) _lanes[p].Add(Bytes(segment));
        }
        if (cut.Merge is { } merge) _merge.Add(Bytes(merge));
    }

    private static List<ReadOnlyMemory<byte>> Chain(List<ReadOnlyMemory<byte>> segments) => [.. segments.TakeLast(SegmentMarks.Cycle)];

    private static ReadOnlyMemory<byte> Bytes(SnapshotWriter segment)
    {
        var bytes = new byte[segment.Length];
        var at = 0;
        foreach (var piece in segment.Content)
        {
            piece.CopyTo(bytes.AsMemory(at));
            at += piece.Length;
        }
        segment.Dispose();
        return bytes;
    }
}

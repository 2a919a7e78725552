using StreamEngine.Checkpoints;

namespace StreamEngine.Pipeline;

/// <summary>How and as what an engine's state is saved.</summary>
public sealed record CheckpointerOptions
{
    /// <summary>Time between two checkpoints. Default 10 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many are kept. Default 2: when the newest is damaged there is one before it.</summary>
    public int Generations { get; init; } = CheckpointStore.FewestGenerations;

    /// <summary>What the state is a state of.</summary>
    public required StateIdentity Identity { get; init; }

    /// <summary>The writer's fencing token.</summary>
    public required long Token { get; init; }

    /// <summary>Id of the source that the offsets belong to; null when it has none.</summary>
    public string? Source { get; init; }

    /// <summary>Where whoever goes on reads every partition, when that is another source; null: where this one ends.</summary>
    public IReadOnlyList<long>? ThenOffsets { get; init; }
}

/// <summary>How saving goes; a snapshot.</summary>
/// <param name="Count">Checkpoints made by this process.</param>
/// <param name="Generation">Number of the last; 0 before the first.</param>
/// <param name="Tick">Its tick, ms since the Unix epoch; null before the first.</param>
/// <param name="Bytes">What it added to the store.</param>
/// <param name="Duration">From the beginning of the cut until it was durable.</param>
/// <param name="LongestPause">The longest that a lane or the merge was busy saving itself for it.</param>
/// <param name="Refused">Cuts that had to be begun again.</param>
public sealed record CheckpointerStatus(long Count, long Generation, long? Tick, long Bytes, TimeSpan Duration, TimeSpan LongestPause, long Refused);

/// <summary>
/// Saves a running engine every interval: cuts it, waits until the outputs up to the cut have been taken by their sinks and dead letters are acknowledged, writes the
/// segments and then the manifest that names them, and only then lets offsets be committed. One task; its failure is to stop the engine.
/// </summary>
public sealed class Checkpointer
{
    private const int FewestTicksAhead = 2, MostTicksAhead = 256;
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(20);

    private readonly EngineRun _run;
    private readonly CheckpointStore _store;
    private readonly CheckpointerOptions _options;
    private readonly Func<IReadOnlyList<long>, CancellationToken, Task> _durable;
    private readonly TimeProvider _time;
    private readonly SegmentChains _chains;
    private readonly int _epoch;
    private readonly long? _epochTick;
    private int _ticksAhead = FewestTicksAhead;
    private long _refused;
    private volatile CheckpointerStatus _status = new(0, 0, null, 0, TimeSpan.Zero, TimeSpan.Zero, 0);

    /// <param name="run">The engine.</param>
    /// <param name="store">Where its state goes; the lease is held.</param>
    /// <param name="options">How and as what.</param>
    /// <param name="from">What the engine went on from; null: nothing.</param>
    /// <param name="durable">Told the next offset of every partition when a checkpoint with them is durable.</param>
    /// <param name="time">Clock of the interval.</param>
    public Checkpointer(
        EngineRun run, CheckpointStore store, CheckpointerOptions options, RecoveredState? from, Func<IReadOnlyList<long>, CancellationToken, Task> durable, TimeProvider time)
    {
        (_run, _store, _options, _durable, _time) = (run, store, options, durable, time);
        _chains = new SegmentChains(store, options.Token, options.Identity.Partitions, from?.Manifest);
        _epoch = from?.Start.Epoch ?? 0;
        _epochTick = from is { Start.ScorecardsChanged: true } ? from.Manifest.Tick + run.TickMs : from?.Manifest.EpochTick;
    }

    /// <summary>How it goes.</summary>
    public CheckpointerStatus Status => _status;

    /// <summary>Saves every interval until <paramref name="stop"/>.</summary>
    /// <exception cref="CheckpointFault">The store cannot be written, or another process has taken over.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            await Task.Delay(_options.Interval, _time, stop);
            while (!await TakeAsync(stop)) await Task.Delay(Again, _time, stop);
        }
    }

    /// <summary>Saves the end of a run that has ended by itself or has left.</summary>
    /// <exception cref="CheckpointFault">The store cannot be written, or another process has taken over.</exception>
    public async Task TakeEndAsync(CancellationToken stop)
    {
        var begun = _time.GetTimestamp();
        var end = _run.End ?? throw new InvalidOperationException("The run does not keep its end.");
        _chains.Add(end);
        var outputs = await end.Outputs.Task.WaitAsync(stop);
        await _run.FlushDeadLettersAsync(stop);
        await MakeDurableAsync(end, outputs, _run.DeadLetterPositions, begun, stop);
    }

    /// <summary>Saves once; false when a lane was past the cut already.</summary>
    private async Task<bool> TakeAsync(CancellationToken stop)
    {
        var begun = _time.GetTimestamp();
        // Before the cut: letters of records behind it may be among those that were acknowledged later.
        var letters = _run.DeadLetterPositions;
        if (_run.BeginCut(_ticksAhead) is not { } cut) return true;
        _chains.Add(cut);
        using var givenUp = stop.Register(() => cut.Outputs.TrySetCanceled(stop));
        try
        {
            var outputs = await OutputsAsync(cut);
            _ticksAhead = FewestTicksAhead;
            await _run.FlushDeadLettersAsync(stop);
            await MakeDurableAsync(cut, outputs, letters, begun, stop);
            return true;
        }
        catch (OperationCanceledException) when (cut.IsRefused && !stop.IsCancellationRequested)
        {
            _ticksAhead = Math.Min(MostTicksAhead, _ticksAhead * 2);
            _refused++;
            return false;
        }
        finally
        {
            _run.EndCut();
        }
    }

    /// <summary>Where sinks stood; a cut whose tick does not come, because a partition or all of them are silent, is hurried.</summary>
    private async Task<CutOutputs> OutputsAsync(Cut cut)
    {
        using var isHere = new CancellationTokenSource();
        var patience = HurryAsync(cut, isHere.Token);
        try
        {
            return await cut.Outputs.Task;
        }
        finally
        {
            // Not CancelAsync, which would go on on the thread pool, whatever the scheduler.
            isHere.Cancel();
            await patience;
        }
    }

    private async Task HurryAsync(Cut cut, CancellationToken isHere)
    {
        try
        {
            await Task.Delay(_options.Interval / 2, _time, isHere);
            _run.Hurry(cut);
        }
        catch (OperationCanceledException) when (isHere.IsCancellationRequested)
        {
        }
    }

    private async Task MakeDurableAsync(Cut cut, CutOutputs outputs, IReadOnlyDictionary<string, IReadOnlyList<long>> letters, long begun, CancellationToken stop)
    {
        var offsets = _options.ThenOffsets ?? [.. Enumerable.Range(0, _options.Identity.Partitions).Select(cut.NextOffset)];
        var manifest = await Task.Factory.StartNew(() => Write(cut, offsets, outputs, letters), CancellationToken.None, TaskCreationOptions.DenyChildAttach, _run.Scheduler);
        _status = new CheckpointerStatus(_status.Count + 1, manifest.Generation, manifest.Tick, _chains.BytesWritten, _time.GetElapsedTime(begun), cut.LongestPause, _refused);
        CrashPoint.Reach(CrashPoint.BeforeCommit);
        await _durable(offsets, stop);
        CrashPoint.Reach(CrashPoint.AfterCommit);
    }

    private CheckpointManifest Write(Cut cut, IReadOnlyList<long> offsets, CutOutputs outputs, IReadOnlyDictionary<string, IReadOnlyList<long>> letters)
    {
        var parts = _chains.Write(offsets, outputs.WaitingRows);
        CrashPoint.Reach(CrashPoint.AfterSegments);
        var manifest = new CheckpointManifest
        {
            Token = _options.Token,
            Generation = _chains.Generation,
            Epoch = _epoch,
            EpochTick = _epochTick,
            Tick = cut.MergeTick,
            Configuration = _options.Identity.Configuration,
            Scorecards = _options.Identity.Scorecards,
            Source = _options.Source,
            Positions = outputs.Positions.Concat(letters).ToDictionary(p => p.Key, p => p.Value),
            Parts = parts,
            WrittenAt = _time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        _store.Publish(manifest);
        CrashPoint.Reach(CrashPoint.AfterManifest);
        _store.Prune(_options.Token, _options.Generations);
        return manifest;
    }
}

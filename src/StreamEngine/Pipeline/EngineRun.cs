using System.Threading.Channels;
using StreamEngine.Entities;
using StreamEngine.Scoring;

namespace StreamEngine.Pipeline;

/// <summary>Where everything that leaves the engine goes.</summary>
/// <param name="TierChanges">Tier changes, a tick at a time.</param>
/// <param name="Rows">Aggregate rows.</param>
/// <param name="DeadLetters">Records that failed a check.</param>
public sealed record Sinks(ITierChangeSink TierChanges, IRowSink Rows, IDeadLetterSink DeadLetters);

/// <summary>
/// One run of the engine: source, a lane per partition, the merge and the sinks, each a task, with bounded channels between them. When one of them fails,
/// all stop, and the first failure is what the run ends with.
/// </summary>
public sealed partial class EngineRun
{
    /// <summary>Batches of up to 256 KiB that may wait before a lane; then its partition is held back.</summary>
    private const int InputBatches = 8;

    /// <summary>Ticks that the merge may be ahead of the sinks.</summary>
    private const int OutputsAhead = 64;

    private readonly EngineOptions _options;
    private readonly IRecordSource _source;
    private readonly Sinks _sinks;
    private readonly int _threads;
    private readonly Lane[] _lanes;
    private readonly Lock[] _gates;
    private readonly Channel<RecordBatch>[] _inputs;
    private readonly PartialQueue[] _partials;
    private readonly Channel<TickOutput> _outputs;
    private readonly Merge _merge;
    private readonly Cuts _cuts = new();
    private readonly long _tickMs;
    private readonly TaskScheduler _scheduler;
    private readonly Cut? _end;
    private volatile bool _leaving;

    /// <param name="options">What decides the results besides the input.</param>
    /// <param name="scorecards">The compiled scorecards.</param>
    /// <param name="source">The input; not disposed here.</param>
    /// <param name="sinks">Where results go; not disposed here.</param>
    /// <param name="threads">How many lanes may work at the same time. Changes speed and nothing else.</param>
    /// <param name="start">Where to go on from; null: from nothing.</param>
    /// <param name="keepsEnd">Whether the state at the end of the input is saved, for whoever goes on from there.</param>
    /// <param name="scheduler">Runs everything, and alone decides how much of it at the same time. Null: the thread pool, with as many lanes at a time as there are threads.</param>
    /// <exception cref="InvalidDataException">The start's segments are none of this engine.</exception>
    /// <exception cref="EngineFault">A campaign that has begun has other edges than in the start's state, or one begins before its event time.</exception>
    public EngineRun(
        EngineOptions options, Scorecards scorecards, IRecordSource source, Sinks sinks, int threads,
        EngineStart? start = null, bool keepsEnd = false, TaskScheduler? scheduler = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _options = options;
        _source = source;
        _sinks = sinks;
        _threads = threads;
        _scheduler = scheduler ?? TaskScheduler.Default;
        var setup = new LaneSetup(options, scorecards, source.Partitions, start?.Epoch ?? 0);
        _tickMs = setup.TickMs;
        Campaigns = setup.Campaigns;
        var pool = new PartialPool();
        _lanes = [.. Enumerable.Range(0, source.Partitions).Select(p => new Lane(p, setup, pool, () => sinks.Rows.WantsRows, _cuts))];
        _gates = [.. _lanes.Select(_ => new Lock())];
        _inputs = [.. _lanes.Select(_ => Channel.CreateBounded<RecordBatch>(new BoundedChannelOptions(InputBatches) { SingleReader = true, SingleWriter = true }))];
        _partials = [.. _lanes.Select(_ => new PartialQueue())];
        _outputs = Channel.CreateBounded<TickOutput>(new BoundedChannelOptions(OutputsAhead) { SingleReader = true, SingleWriter = true });
        _merge = new Merge(setup, pool, _partials, () => sinks.Rows.WantsRows, _cuts);
        if (keepsEnd) _end = new Cut(long.MaxValue, _lanes.Length);
        if (start is not null) Load(start);
    }

    /// <summary>Counters of every partition.</summary>
    public IReadOnlyList<LaneCounters> Counters => [.. _lanes.Select(l => l.Counters)];

    /// <summary>What limits have cost so far.</summary>
    public LimitCounts Limits => new(
        _lanes.Sum(l => l.Counters.EntityRefused) + _merge.State.EntityRefused,
        _lanes.Sum(l => l.Counters.DeduplicationEvicted),
        _lanes.Sum(l => l.Counters.PairsEvicted),
        _lanes.Sum(l => l.Counters.DistinctEvicted) + _merge.State.DistinctEvicted,
        _lanes.Sum(l => l.Counters.Saturated) + _merge.State.Saturated,
        _lanes.Sum(l => l.Counters.DecisionsEvicted),
        _lanes.Sum(l => l.Counters.CampaignRefused) + _merge.State.Campaigns.Refused);

    /// <summary>True when the merge has kept an entity out: results are no longer those of unlimited memory.</summary>
    public bool MergeLimitReached => _merge.State.EntityRefused + _merge.State.Campaigns.Refused > 0;

    /// <summary>How far a partition is. From any thread; allocates nothing.</summary>
    public LaneProgress Progress(int partition)
    {
        var lane = _lanes[partition];
        return new LaneProgress(lane.NextOffset, lane.EventTime, lane.LastTick, lane.HasEnded);
    }

    /// <summary>The last tick that was put out, ms since the Unix epoch; null before the first.</summary>
    public long? LastTick => _merge.LastTick;

    /// <summary>The partition that the others wait for, or -1.</summary>
    public int WaitingFor => _merge.WaitingFor;

    /// <summary>Every tick's output after its sinks have taken it. Called on the output task; must be quick.</summary>
    public event Action<TickOutput>? Published;

    /// <summary>Scores as of the end of a bounded input, by kind and id. Only after <see cref="RunAsync"/> has returned.</summary>
    public IEnumerable<FinalScore> FinalScores() =>
        _lanes.SelectMany(lane => lane.State.Boards.SelectMany(board => board.Final(lane.LastTick ?? 0)))
            .Concat(_merge.State.CreatorBoard.Final(_merge.LastTick ?? 0));

    /// <summary>
    /// The score of a product (<c>merchant/product</c>), merchant or creator as of the last tick of its owner, explained; null when there is none.
    /// From any thread; holds each lane up for microseconds.
    /// </summary>
    public ScoreExplanation? Find(EntityKind kind, string id)
    {
        var name = System.Text.Encoding.UTF8.GetBytes(id);
        if (kind == EntityKind.Creator)
        {
            lock (_merge.Gate) return _merge.LastTick is { } tick ? _merge.State.Explain(name, tick) : null;
        }
        if (!EntityKinds.IsScored(kind)) return null;
        for (var p = 0; p < _lanes.Length; p++)
        {
            lock (_gates[p])
            {
                if (_lanes[p].LastTick is { } tick && _lanes[p].State.Explain(kind, name, tick) is { } found) return found;
            }
        }
        return null;
    }

    /// <summary>Runs until the input ends, <paramref name="leave"/> or <paramref name="stop"/> is set, or something fails.</summary>
    /// <param name="stop">Ends at once; what is under way is lost.</param>
    /// <param name="leave">Reads no more, puts out what follows from what was read, and ends: the input goes on elsewhere.</param>
    /// <exception cref="EngineFault">Something that an operator must know failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was set.</exception>
    public async Task RunAsync(CancellationToken stop, CancellationToken leave = default)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var workers = _scheduler == TaskScheduler.Default ? new ConcurrentExclusiveSchedulerPair(_scheduler, _threads).ConcurrentScheduler : _scheduler;
        Task Start(Func<Task> work, TaskScheduler on) =>
            Task.Factory.StartNew(() => StopAllOnFailureAsync(work, failed), CancellationToken.None, TaskCreationOptions.None, on).Unwrap();

        var tasks = new List<Task>
        {
            Start(() => ReadAsync(leave, failed.Token), _scheduler),
            Start(() => _merge.RunAsync(_outputs.Writer, _end, () => _leaving, failed.Token), workers),
            Start(() => PublishAsync(failed.Token), _scheduler),
        };
        for (var p = 0; p < _lanes.Length; p++)
        {
            var partition = p;
            tasks.Add(Start(() => RunLaneAsync(partition, failed.Token), workers));
        }
        await FirstFailureAsync(tasks);
    }

    private async Task ReadAsync(CancellationToken leave, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(leave, stop);
        try
        {
            await _source.RunAsync([.. _inputs.Select(i => i.Writer)], either.Token);
        }
        catch (OperationCanceledException) when (leave.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            // What the lanes have in hand they still do.
        }
        stop.ThrowIfCancellationRequested();
        if (leave.IsCancellationRequested && _inputs.Any(i => !i.Reader.Completion.IsCompleted)) _leaving = true;
        foreach (var input in _inputs) input.Writer.TryComplete();
    }

    private async Task PublishAsync(CancellationToken stop)
    {
        var outputs = new List<TickOutput>(OutputsAhead);
        while (await _outputs.Reader.WaitToReadAsync(stop))
        {
            // Live, this is one tick; behind, several share what it costs to publish them. Readers see whole ticks either way.
            Cut? cut = null;
            while (cut is null && outputs.Count < OutputsAhead && _outputs.Reader.TryRead(out var output))
            {
                cut = output.Cut;
                if (cut is null) outputs.Add(output);
            }
            if (outputs.Count > 0) await PublishAsync(outputs, stop);
            outputs.Clear();
            if (cut is null) continue;
            cut.Outputs.TrySetResult(WhereSinksStand());
            CrashPoint.Reach(CrashPoint.AfterCapture);
        }
        await _sinks.DeadLetters.FlushAsync(stop);
        if (!_leaving) await _sinks.Rows.FlushAsync(stop);
    }

    private async ValueTask PublishAsync(List<TickOutput> outputs, CancellationToken stop)
    {
        if (outputs.Exists(o => o.HasFacts))
        {
            var changes = outputs.Count == 1 ? outputs[0].Changes : [.. outputs.SelectMany(o => o.Changes)];
            var announcements = outputs.Count == 1 ? outputs[0].Announcements : [.. outputs.SelectMany(o => o.Announcements)];
            CrashPoint.Reach(CrashPoint.BeforeTierChanges);
            await _sinks.TierChanges.PublishAsync(outputs[^1].Tick, changes, announcements, stop);
            CrashPoint.Reach(CrashPoint.AfterTierChanges);
        }
        foreach (var output in outputs)
        {
            if (output.RowCount > 0 || output.Changes.Count > 0) await _sinks.Rows.WriteAsync(output, stop);
            CrashPoint.Reach(CrashPoint.AfterRows);
            Published?.Invoke(output);
        }
    }

    private static async Task StopAllOnFailureAsync(Func<Task> work, CancellationTokenSource failed)
    {
        try
        {
            await work();
        }
        catch
        {
            await failed.CancelAsync();
            throw;
        }
    }

    /// <summary>Waits for all; what the first one to fail threw goes on, rather than the cancellations that followed from it.</summary>
    private static async Task FirstFailureAsync(List<Task> tasks)
    {
        Exception? first = null;
        while (tasks.Count > 0)
        {
            var task = await Task.WhenAny(tasks);
            tasks.Remove(task);
            if (task.IsFaulted && first is null or OperationCanceledException) first = task.Exception?.GetBaseException() ?? first;
            else if (task.IsCanceled) first ??= new OperationCanceledException();
        }
        if (first is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
    }
}

using StreamEngine.Checkpoints;
using StreamEngine.Pipeline;
using StreamEngine.Tests.Checkpoints;
using StreamEngine.Tests.Invariants;
using StreamEngine.Tests.Pipeline;

namespace StreamEngine.Tests.Crashes;

/// <summary>
/// A process in a simulated world: the real engine, checkpointer, store and recovery between simulated sinks, on a scheduler of its own. Who steps it no more has killed it.
/// </summary>
internal sealed class SimulatedProcess : IDisposable
{
    private readonly CrashCase _case;
    private readonly SimulatedWorld _world;
    private readonly Mutant _mutant;
    private readonly bool _disturbed;
    private readonly Chance _chance;
    private readonly SeededScheduler _scheduler;
    private readonly CancellationTokenSource _leave = new();
    private EngineRun? _run;
    private long _token;

    /// <param name="of">Its input and rules.</param>
    /// <param name="world">What outlives it.</param>
    /// <param name="random">Decides everything.</param>
    /// <param name="mutant">How it is broken.</param>
    /// <param name="disturbed">Whether the disk fails and commits get lost now and then.</param>
    public SimulatedProcess(CrashCase of, SimulatedWorld world, Random random, Mutant mutant, bool disturbed)
    {
        (_case, _world, _mutant, _disturbed) = (of, world, mutant, disturbed);
        _chance = new Chance(random, world.Time);
        _scheduler = new SeededScheduler(random);
        Task.Factory.StartNew(LifeAsync, CancellationToken.None, TaskCreationOptions.None, _scheduler);
    }

    /// <summary>Whether it has come to the end of the input, or has left, and has saved its end.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Why it died by itself; null when it did not.</summary>
    public string? Death { get; private set; }

    /// <summary>What it failed with when nothing had been done to it.</summary>
    public Exception? Failure { get; private set; }

    public bool IsOver => HasEnded || Death is not null;

    /// <summary>Final scores and summary.</summary>
    public string Results => CutRun.ResultsOf(_run!);

    public IReadOnlyList<PartitionCounts> Counts => [.. _run!.Counters.Select(c =>
        new PartitionCounts(c.Records, c.Applied, c.Heartbeats, c.Duplicate, c.TooLate, c.UnknownType, c.Tombstones, c.DeadLettersTotal))];

    /// <summary>Does one thing; false when everything waits for the clock.</summary>
    public bool Step()
    {
        if (IsOver) return false;
        _world.Folder.Before = _disturbed ? OnStore : null;
        return _scheduler.Step();
    }

    /// <summary>Tells it to end.</summary>
    public void Leave() => _leave.Cancel();

    public void Dispose() => _leave.Dispose();

    private async Task LifeAsync()
    {
        try
        {
            await LiveAsync();
            HasEnded = true;
        }
        catch (Exception e) when (e is ProcessDied or CheckpointFault { Kind: CheckpointFaultKind.Storage or CheckpointFaultKind.Fenced })
        {
            Death ??= e.Message;
        }
        catch (Exception e)
        {
            (Death, Failure) = (e.Message, e);
        }
    }

    private async Task LiveAsync()
    {
        ICheckpointFolder folder = _mutant == Mutant.CommitsBeforeItIsDurable ? new UnsyncedFolder(_world.Folder) : _world.Folder;
        var store = new CheckpointStore(folder);
        _token = store.Take().Token;
        _world.NoteDurable();
        await _chance.PauseAsync();
        var recovered = Recovery.Find(store, _case.Identity, _ => { });
        await _chance.PauseAsync();
        // Whoever published before is fenced; only then is it known what is on the topics.
        var letters = new LetterSink(_world, _token, Position(recovered, LetterSink.Topic), _chance, _mutant, Die);
        await _chance.PauseAsync();
        var changes = new ChangeSink(_world, _token, (Position(recovered, ChangeSink.Topic), Position(recovered, ChangeSink.AnnouncementsTopic)), _chance, _mutant, Die);
        var rows = new RowSink(_world, _chance, _mutant);
        var offsets = Enumerable.Range(0, _case.Input.Count).Select(p => recovered?.Start.Partitions[p].NextOffset ?? 0).ToList();
        _world.Happenings.Add(new Happening.Started(_token, offsets));
        if (_mutant == Mutant.SkipsARecord && recovered is not null) offsets[0]++;

        var source = new LogSource(_case.Input, offsets, _chance, OnRead);
        _run = new EngineRun(_case.Options, _case.Scorecards, source, new Sinks(changes, rows, letters), threads: 1, recovered?.Start, keepsEnd: true, _scheduler);
        Tamper(_run, recovered is not null);
        var options = new CheckpointerOptions { Interval = TimeSpan.FromMilliseconds(_chance.Next(10, 250)), Identity = _case.Identity, Token = _token };
        await RunAsync(_run, new Checkpointer(_run, store, options, recovered, CommitAsync, _world.Time));
    }

    private async Task RunAsync(EngineRun run, Checkpointer checkpointer)
    {
        using var besides = new CancellationTokenSource();
        var running = run.RunAsync(CancellationToken.None, _leave.Token);
        var saving = checkpointer.RunAsync(besides.Token);
        if (await Task.WhenAny(running, saving) == saving) await saving;
        await running;
        besides.Cancel();
        await saving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await checkpointer.TakeEndAsync(CancellationToken.None);
    }

    private async Task CommitAsync(IReadOnlyList<long> offsets, CancellationToken stop)
    {
        _world.NoteDurable();
        await _chance.PauseAsync();
        if (!(_disturbed && _chance.OneIn(8))) _world.Happenings.Add(new Happening.Committed(_token, [.. offsets]));
        await _chance.PauseAsync();
    }

    private void OnRead(IReadOnlyList<long> next)
    {
        if (_mutant == Mutant.CommitsWhatWasRead) _world.Happenings.Add(new Happening.Committed(_token, [.. next]));
        if (!_chance.OneIn(4)) return;
        for (var p = 0; p < next.Count; p++)
        {
            if (_run!.Progress(p).EventTime is { } time) _world.Happenings.Add(new Happening.EventTime(_token, p, time));
        }
    }

    private void OnStore(string what, string name)
    {
        if (_chance.OneIn(300)) Die($"killed before {what} {name}");
        if (Death is not null) throw new ProcessDied();
        if (_chance.OneIn(600)) throw new CheckpointFault(CheckpointFaultKind.Storage, $"no space left for {name}");
    }

    private void Tamper(EngineRun run, bool goesOn)
    {
        if (_mutant == Mutant.ForgetsIds && goesOn) RunTampering.ForgetIds(run, _case.Options);
        if (_mutant == Mutant.SkipsAPartial) RunTampering.HandOver(run, writer => new LosingWriter(writer, _chance));
        if (_mutant == Mutant.SwapsTwoTicks) RunTampering.HandOver(run, writer => new SwappingWriter(writer, _chance));
    }

    private void Die(string reason) => Death ??= reason;

    private static long Position(RecoveredState? recovered, string topic) => recovered?.Manifest.Positions.GetValueOrDefault(topic)?[0] ?? 0;
}

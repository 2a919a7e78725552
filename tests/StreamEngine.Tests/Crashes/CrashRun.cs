using StreamEngine.Checkpoints;
using StreamEngine.Tests.Invariants;

namespace StreamEngine.Tests.Crashes;

/// <summary>
/// Several lives of an engine over one input, in one world, on one thread; a seed decides everything. A life ends by a kill between any two steps, by losing power, by a
/// full disk, by being told to leave, or not at all: then it goes on beside the next one, which has fenced it. The last life is not disturbed.
/// </summary>
internal sealed class CrashRun
{
    private const int StepsTooMany = 200;

    private readonly CrashCase _case;
    private readonly Random _random;
    private readonly Mutant _mutant;
    private readonly SimulatedWorld _world;
    private readonly HashSet<string> _damaged = [];
    private SimulatedProcess? _zombie;
    private Exception? _failure;

    private CrashRun(int seed, Mutant mutant)
    {
        _case = CrashCase.Of(seed);
        _random = new Random(seed);
        _mutant = mutant;
        _world = new SimulatedWorld(_case.Input);
    }

    /// <summary>What happens under a seed.</summary>
    /// <param name="seed">Decides everything.</param>
    /// <param name="mutant">How the engine is broken.</param>
    public static (History History, Exception? Failure) Of(int seed, Mutant mutant = Mutant.None)
    {
        var run = new CrashRun(seed, mutant);
        return (run.Run(), run._failure);
    }

    private History Run()
    {
        for (var lives = _random.Next(1, 6); lives > 0 && _failure is null; lives--) Disturbed();
        using var last = new SimulatedProcess(_case, _world, _random, _mutant, disturbed: false);
        if (_failure is null) Drive(last, _case.Steps * StepsTooMany, leaveAfter: -1);
        _failure ??= last.Failure;
        return new History
        {
            Input = _case.Input,
            LatestTimes = _case.LatestTimes,
            Happenings = _world.Happenings,
            Expected = _case.Expected,
            Outcome = last.HasEnded ? new Outcome { Changes = _world.TierChanges.Facts, Announcements = _world.Announcements.Facts, Rows = _world.Table.Rows, Scores = last.Results } : null,
            Counts = last.HasEnded ? last.Counts : [],
            Gauges = [new("rows that wait", _world.MostRowsWaiting, RowSink.Room)],
        };
    }

    private void Disturbed()
    {
        var process = new SimulatedProcess(_case, _world, _random, _mutant, disturbed: true);
        Drive(process, _random.Next(1, _case.Steps + _case.Steps / 3), leaveAfter: OneIn(4) ? _random.Next(_case.Steps) : -1);
        _failure ??= process.Failure;
        _world.Folder.Before = null;
        if (!process.IsOver && OneIn(3)) _zombie = process;
        else if (OneIn(2))
        {
            _world.Folder.LosePower();
            _zombie = null;
        }
        if (OneIn(5)) Damage();
    }

    private void Drive(SimulatedProcess process, int steps, int leaveAfter)
    {
        for (; steps > 0 && !process.IsOver; steps--)
        {
            var busy = _zombie is not null && OneIn(3) && _zombie.Step();
            busy |= process.Step();
            if (busy) _world.Time.Advance(TimeSpan.FromMilliseconds(0.2));
            else if (!_world.Time.AdvanceToNext()) return;
            if (leaveAfter-- == 0) process.Leave();
        }
    }

    /// <summary>Spoils the newest checkpoint, when there is a sound one before it to fall back to.</summary>
    private void Damage()
    {
        _world.NoteDurable();
        var manifests = _world.Folder.List().Where(name => StoreNames.TryManifest(name, out _)).OrderDescending(StringComparer.Ordinal).ToList();
        if (manifests.Count < 2 || manifests.Take(2).Any(_damaged.Contains)) return;
        var newest = ManifestFile.Read(_world.Folder.Read(manifests[0])!, out _)!;
        var before = ManifestFile.Read(_world.Folder.Read(manifests[1])!, out _)!;
        var own = newest.Parts.SelectMany(p => p.Files).Except(before.Parts.SelectMany(p => p.Files)).Select(f => f.Name).Append(manifests[0]).ToList();
        var name = own[_random.Next(own.Count)];
        var bytes = _world.Folder.Read(name)!.ToArray();
        if (OneIn(3)) bytes = bytes[..^1];
        else bytes[_random.Next(bytes.Length)] ^= (byte)(1 << _random.Next(8));
        _world.Folder.Replace(name, bytes);
        _world.Folder.Sync();
        _damaged.Add(manifests[0]);
    }

    private bool OneIn(int many) => _random.Next(many) == 0;
}

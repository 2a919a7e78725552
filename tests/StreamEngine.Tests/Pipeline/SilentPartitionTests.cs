using System.Text;
using StreamEngine.Checkpoints;
using StreamEngine.Pipeline;
using StreamEngine.Pipeline.Files;
using StreamEngine.Scoring;
using StreamEngine.Tests.Checkpoints;
using StreamEngine.Tests.Golden;
using StreamEngine.Tests.Model;
using Xunit;

namespace StreamEngine.Tests.Pipeline;

/// <summary>A checkpoint waits for a tick; where nobody says anything that would close one it is made all the same, and is as good as any.</summary>
public sealed class SilentPartitionTests
{
    private static readonly Scorecards Cards = Scorecards.Compile(new ScoringOptions());
    private static readonly StateIdentity Identity = new("configuration", "scorecards", 3);

    private readonly IReadOnlyList<IReadOnlyList<byte[]>> _sale = [.. new GoldenCase("sale").Inputs.Select(Lines)];

    [Theory]
    [InlineData(30, 50, 1)]
    [InlineData(1, 1, 1)]
    [InlineData(60, 0, 20)]
    public async Task Everything_that_was_read_is_saved_and_committed_when_traffic_ends(params int[] said) =>
        await AssertSavedAsync(_sale, said, committed: offsets => offsets.Select(o => (int)o).SequenceEqual(said));

    /// <summary>Partition 0 holds the others up: they have closed as many ticks as they may and wait for the merge, with more to read.</summary>
    [Fact]
    public async Task A_silent_partition_does_not_keep_the_others_from_being_saved()
    {
        var all = _sale.Select(lines => lines.Count).ToArray();
        await AssertSavedAsync(_sale, [20, all[1], all[2]], committed: offsets => offsets[0] == 20 && offsets[1] > 20 && offsets[1] < all[1] && offsets[2] > 20 && offsets[2] < all[2], saves: 3);
    }

    [Fact]
    public async Task Records_that_have_no_time_are_saved_and_committed_too()
    {
        var broken = Enumerable.Range(0, 30).Select(i => Encoding.UTF8.GetBytes($"{{broken {i}")).ToList();
        await AssertSavedAsync([broken, broken, []], [30, 20, 0], committed: offsets => offsets is [30, 20, 0]);
    }

    [Fact]
    public async Task Fault_21_a_wall_clock_that_steps_by_an_hour_changes_neither_results_nor_when_checkpoints_are_made() =>
        await AssertSavedAsync(_sale, [30, 50, 1], committed: offsets => offsets is [30, 50, 1], saves: 4, time: new SteppingClock());

    /// <param name="partitions">The input.</param>
    /// <param name="said">How many records of each partition are read before it falls silent.</param>
    /// <param name="committed">Offsets that prove it.</param>
    /// <param name="saves">How often such offsets are committed before the engine is killed.</param>
    /// <param name="time">The host's clock.</param>
    private static async Task AssertSavedAsync(IReadOnlyList<IReadOnlyList<byte[]>> partitions, int[] said, Func<IReadOnlyList<long>, bool> committed, int saves = 2, TimeProvider? time = null)
    {
        var stop = TestContext.Current.CancellationToken;
        var store = new CheckpointStore(new MemoryFolder());
        var world = new OutsideWorld(new Random(1));
        using var killed = new CancellationTokenSource();
        await using var source = new FallingSilent(partitions, [0, 0, 0], said);
        var run = new EngineRun(new EngineOptions(), Cards, source, new Sinks(world, world, world), threads: 2, keepsEnd: true);
        var isSaved = new TaskCompletionSource();
        Task OnDurable(IReadOnlyList<long> offsets)
        {
            if (committed(offsets) && --saves == 0) isSaved.TrySetResult();
            return Task.CompletedTask;
        }
        var options = new CheckpointerOptions { Interval = TimeSpan.FromMilliseconds(30), Identity = Identity, Token = store.Take().Token };
        var saving = new Checkpointer(run, store, options, null, (offsets, _) => OnDurable(offsets), time ?? TimeProvider.System).RunAsync(killed.Token);
        var running = run.RunAsync(killed.Token);
        await await Task.WhenAny(isSaved.Task.WaitAsync(TimeSpan.FromSeconds(60), stop), saving, running);
        await killed.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => saving);

        var recovered = Recovery.Find(store, Identity, Assert.Fail)!;
        world.LoseWaiting();
        world.CutTopics(recovered.Manifest.Positions);
        var rest = new CutRun(new EngineOptions(), Cards, partitions, world, seed: 2, recovered.Start);
        await rest.RunAsync(stop);

        var undisturbed = new OutsideWorld(new Random(1));
        var whole = new CutRun(new EngineOptions(), Cards, partitions, undisturbed, seed: 3);
        await whole.RunAsync(stop);
        Assert.Equal(whole.Results, rest.Results);
        Assert.Equal(undisturbed.Changes, world.Changes);
        Assert.Equal(undisturbed.Announcements, world.Announcements);
        Assert.Equal(undisturbed.DeadLetters, world.DeadLetters);
        Assert.Equal(undisturbed.Rows.OrderBy(r => r.Key, StringComparer.Ordinal), world.Rows.OrderBy(r => r.Key, StringComparer.Ordinal));
    }

    private static IReadOnlyList<byte[]> Lines(string file)
    {
        using var stream = ReplayStream.Open(file);
        return [.. LineFiles.Read(stream)];
    }

    /// <summary>An hour ahead and an hour back, in turn, whenever it is asked what time it is. Its timers are the machine's, which know no wall clock.</summary>
    private sealed class SteppingClock : TimeProvider
    {
        private int _asked;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddHours(Interlocked.Increment(ref _asked) % 2 == 0 ? 1 : -1);
    }
}

using Microsoft.Extensions.Time.Testing;
using StreamEngine.Checkpoints;
using StreamEngine.Pipeline;
using Xunit;

namespace StreamEngine.Tests.Checkpoints;

/// <summary>The lease over time; the clock is the test's.</summary>
public sealed class LeaseKeeperTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();
    private readonly MemoryFolder _folder = new();
    private readonly CheckpointStore _store;

    public LeaseKeeperTests() => _store = new CheckpointStore(_folder);

    [Fact]
    public async Task A_free_lease_is_taken_at_once_and_given_back()
    {
        await using (var keeper = await TakeAsync("first")) Assert.Equal(1, keeper.Token);
        Assert.True(_store.FindLease()!.Released);
        await using var next = await TakeAsync("second");
        Assert.Equal(2, next.Token);
    }

    [Fact]
    public async Task The_lease_of_a_dead_process_of_this_machine_is_taken_at_once()
    {
        var dead = LeaseHolder.Current("dead") with { ProcessId = int.MaxValue };
        _store.TryTake(dead, null, Stores.Duration);
        await using var keeper = await TakeAsync("next");
        Assert.Equal(2, keeper.Token);
    }

    [Fact]
    public async Task Fault_42_a_second_engine_is_refused_with_the_holder_s_name()
    {
        var first = _store.Take("first");
        var watched = new TaskCompletionSource();
        var second = LeaseKeeper.TakeAsync(_store, Stores.Holder("second"), Stores.Duration, _time, _ => watched.SetResult(), TestContext.Current.CancellationToken);
        await watched.Task;
        _store.Renew(first);
        await AdvanceUntilAsync(second);
        var fault = await Assert.ThrowsAsync<CheckpointFault>(() => second);
        Assert.Equal(CheckpointFaultKind.Held, fault.Kind);
        Assert.StartsWith("first (process 7 on machine) works on the checkpoints in memory and is alive: ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_keeper_renews_its_lease_until_it_is_stopped()
    {
        await using var keeper = await TakeAsync("first");
        using var stop = new CancellationTokenSource();
        var running = keeper.RunAsync(stop.Token);
        await UntilAsync(() => _store.FindLease()!.Renewals >= 6 || running.IsCompleted);
        Assert.False(running.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task A_second_engine_takes_over_when_the_first_is_silent_for_its_duration_and_the_first_finds_itself_fenced()
    {
        var asleep = await TakeAsync("asleep");
        var watched = new List<LeaseHolder>();
        var start = _time.GetTimestamp();
        var second = LeaseKeeper.TakeAsync(_store, Stores.Holder("second"), Stores.Duration, _time, watched.Add, TestContext.Current.CancellationToken);
        await AdvanceUntilAsync(second);
        await using var keeper = await second;
        Assert.True(_time.GetElapsedTime(start) >= Stores.Duration);
        Assert.Equal((2, "asleep"), (keeper.Token, Assert.Single(watched).Description));
        Assert.Equal(CheckpointFaultKind.Fenced, Assert.Throws<CheckpointFault>(() => _store.Publish(Stores.Manifest(asleep.Token, 1))).Kind);
        await asleep.DisposeAsync();
        Assert.Equal((2, false), (_store.FindLease()!.Token, _store.FindLease()!.Released));
    }

    [Fact]
    public async Task A_keeper_whose_lease_was_taken_over_fails_with_the_name_of_the_other()
    {
        await using var first = await TakeAsync("first");
        var running = first.RunAsync(TestContext.Current.CancellationToken);
        _store.Take("usurper");
        await AdvanceUntilAsync(running);
        Assert.Contains("usurper (process 7 on machine) has taken", (await Assert.ThrowsAsync<CheckpointFault>(() => running)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disk_that_comes_back_in_time_costs_nothing_and_one_that_does_not_ends_the_engine()
    {
        await using var keeper = await TakeAsync("first");
        var running = keeper.RunAsync(TestContext.Current.CancellationToken);
        var failed = 0;
        _folder.Before = (_, _) =>
        {
            if (Interlocked.Increment(ref failed) == 1) throw new CheckpointFault(CheckpointFaultKind.Storage, "disk full");
        };
        await UntilAsync(() => _store.FindLease()!.Renewals >= 1 || running.IsCompleted);
        Assert.False(running.IsCompleted);
        Fail(true);
        await AdvanceUntilAsync(running);
        Assert.Equal("the lease in memory could not be renewed for 10 s, so another process may have it: this one ends", (await Assert.ThrowsAsync<CheckpointFault>(() => running)).Message);
        Fail(false);
    }

    [Fact]
    public async Task A_disk_that_hangs_ends_the_engine_in_time()
    {
        var keeper = await TakeAsync("first");
        using var hang = new ManualResetEventSlim();
        _folder.Before = (_, _) => hang.Wait(Deadline);
        var running = keeper.RunAsync(TestContext.Current.CancellationToken);
        await AdvanceUntilAsync(running);
        Assert.Equal(CheckpointFaultKind.Fenced, (await Assert.ThrowsAsync<CheckpointFault>(() => running)).Kind);
        hang.Set();
        await keeper.DisposeAsync();
    }

    private Task<LeaseKeeper> TakeAsync(string description) =>
        LeaseKeeper.TakeAsync(_store, Stores.Holder(description), Stores.Duration, _time, null, TestContext.Current.CancellationToken);

    private void Fail(bool fails) => _folder.Before = fails ? (_, _) => throw new CheckpointFault(CheckpointFaultKind.Storage, "disk full") : null;

    private Task AdvanceUntilAsync(Task task) => UntilAsync(() => task.IsCompleted);

    // What waits for the clock waits on threads of its own, so that time passes until the condition holds.
    private async Task UntilAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (!condition())
        {
            deadline.Token.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}

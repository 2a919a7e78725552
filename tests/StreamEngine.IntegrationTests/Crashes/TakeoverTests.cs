using StreamEngine.IntegrationTests.ClickHouse;
using StreamEngine.IntegrationTests.Kafka;
using StreamEngine.IntegrationTests.Security;
using Xunit;

namespace StreamEngine.IntegrationTests.Crashes;

/// <summary>Two engines that want the same work.</summary>
[Collection("Crashes")]
public sealed class TakeoverTests(Brokers brokers, EmbeddedClickHouse clickHouse, Undisturbed undisturbed)
{
    private static readonly TimeSpan Traffic = TimeSpan.FromSeconds(8);

    [Fact]
    public async Task Fault_42_a_second_engine_is_refused_while_the_first_lives_and_takes_over_when_it_was_killed()
    {
        await using var ordeal = await Ordeal.BeginAsync(brokers, clickHouse, undisturbed, Broker.Embedded, Traffic);
        var first = await ordeal.StartedAsync();

        var refused = ordeal.Start([]);

        Assert.Equal(1, await refused.ExitAsync());
        Assert.Contains($"{first.Id}", ErrorOf(refused), StringComparison.Ordinal);
        Assert.Contains("end it first", ErrorOf(refused), StringComparison.Ordinal);
        Assert.False(first.HasExited, first.Said);
        await first.KillAsync();
        await ordeal.StartedAsync();
        await first.UntilAsync(() => ordeal.Watch.Newest is { Token: > 1 }, "a checkpoint of the next engine");
        await EndAsync(ordeal);
    }

    /// <summary>On the real broker: the embedded one has no producer epochs on writes (<c>ProducerFencingTests</c>).</summary>
    [Fact]
    public async Task Fault_05_a_zombie_that_wakes_after_another_took_over_ends_by_itself_and_changes_nothing()
    {
        await using var ordeal = await Ordeal.BeginAsync(brokers, clickHouse, undisturbed, Broker.Real, Traffic);
        string[] lease = ["--set", "checkpoints.lease_duration=2s"];
        var zombie = await ordeal.StartedAsync(lease);
        await zombie.UntilAsync(() => ordeal.Watch.Advances > 0, "a commit");
        zombie.Signal("STOP");
        await ordeal.StartedAsync(lease);
        await zombie.UntilAsync(() => ordeal.Watch.Newest is { Token: > 1 }, "a checkpoint of the next engine");

        zombie.Signal("CONT");

        Assert.True(await zombie.ExitAsync() == 1, zombie.Said);
        ErrorOf(zombie);
        await EndAsync(ordeal);
    }

    private static async Task EndAsync(Ordeal ordeal)
    {
        var working = ordeal.Programs[^1];
        Assert.False(working.HasExited, working.Said);
        working.Terminate();
        Assert.True(await working.ExitAsync() == 0, working.Said);
        await ordeal.EndAsync();
    }

    /// <summary>The one line with which it ended.</summary>
    private static string ErrorOf(RunningProgram program) => Assert.Single(program.Said.Split('\n'), line => line.StartsWith("error: ", StringComparison.Ordinal));
}

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

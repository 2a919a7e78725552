using System.Diagnostics;
using StreamEngine.IntegrationTests.ClickHouse;
using StreamEngine.IntegrationTests.Kafka;
using Xunit;

namespace StreamEngine.IntegrationTests.Crashes;

/// <summary>An engine that is asked to end while events flow.</summary>
[Collection("Crashes")]
public sealed class ShutdownTests(Brokers brokers, EmbeddedClickHouse clickHouse, Undisturbed undisturbed)
{
    private static readonly TimeSpan Traffic = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData(Broker.Embedded)]
    [InlineData(Broker.Real)]
    public async Task Fault_03_a_SIGTERM_under_load_saves_and_commits_all_that_was_read_and_ends_in_order(Broker broker)
    {
        await using var ordeal = await Ordeal.BeginAsync(brokers, clickHouse, undisturbed, broker, Traffic);
        var engine = await ordeal.StartedAsync();
        await engine.UntilAsync(() => ordeal.Watch.Advances > 0, "a commit");
        var clock = Stopwatch.StartNew();

        engine.Terminate();

        Assert.True(await engine.ExitAsync() == 0, engine.Said);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
        var saved = ordeal.Watch.Newest!;
        Assert.Equal(CommitWatch.OffsetsOf(saved), ordeal.Watch.Committed());
        Assert.Equal(CommitWatch.OffsetsOf(saved).Sum(), EventsIn(engine));
        await ordeal.EndAsync();
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("KILL")]
    public async Task Fault_04_a_second_signal_while_it_ends_corrupts_nothing(string second)
    {
        await using var ordeal = await Ordeal.BeginAsync(brokers, clickHouse, undisturbed, Broker.Embedded, Traffic);
        var engine = await ordeal.StartedAsync();
        await engine.UntilAsync(() => ordeal.Watch.Advances > 0, "a commit");

        engine.Terminate();
        engine.Signal(second);

        var code = await engine.ExitAsync();
        if (second != "KILL") Assert.True(code == 0, engine.Said);
        await ordeal.EndAsync();
    }

    /// <summary>Records that a process and those before it have dealt with, as it says at its end.</summary>
    private static long EventsIn(Security.RunningProgram engine)
    {
        using var summary = System.Text.Json.JsonDocument.Parse(engine.Said.Split('\n').Single(line => line.StartsWith('{')));
        return summary.RootElement.GetProperty("events").GetInt64();
    }
}

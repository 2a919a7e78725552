using StreamEngine.IntegrationTests.ClickHouse;
using StreamEngine.IntegrationTests.Kafka;
using StreamEngine.Pipeline;
using Xunit;

namespace StreamEngine.IntegrationTests.Crashes;

/// <summary>An engine that dies at named instants.</summary>
[Collection("Crashes")]
public sealed class CrashPointTests(Brokers brokers, EmbeddedClickHouse clickHouse, Undisturbed undisturbed)
{
    private const int Killed = 128 + 9;

    /// <summary>Each in its first checkpoint or tick, and in a later one of the process that went on.</summary>
    [Theory]
    [InlineData(CrashPoint.AfterPoll, 20)]
    [InlineData(CrashPoint.BeforeTierChanges, 4)]
    [InlineData(CrashPoint.InTransaction, 4)]
    [InlineData(CrashPoint.AfterTierChanges, 4)]
    [InlineData(CrashPoint.AfterRows, 40)]
    [InlineData(CrashPoint.AfterInsert, 3)]
    [InlineData(CrashPoint.AfterCapture, 2)]
    [InlineData(CrashPoint.BetweenSegments, 8)]
    [InlineData(CrashPoint.AfterSegments, 2)]
    [InlineData(CrashPoint.AfterManifest, 2)]
    [InlineData(CrashPoint.BeforeCommit, 2)]
    [InlineData(CrashPoint.AfterCommit, 2)]
    public async Task Fault_02_after_a_crash_at_a_named_point_everything_is_as_if_nothing_had_happened(string point, int times)
    {
        await using var ordeal = await Ordeal.BeginAsync(brokers, clickHouse, undisturbed, Broker.Embedded, TimeSpan.FromSeconds(5));
        foreach (var time in (int[])[1, times])
        {
            var engine = ordeal.Start([], (CrashPoint.Variable, $"{point}:{time}"));
            await ordeal.WorksAsync(engine);
            Assert.True(await engine.ExitAsync() == Killed, engine.Said);
            ordeal.Pause();
        }

        await ordeal.EndAsync();
    }
}

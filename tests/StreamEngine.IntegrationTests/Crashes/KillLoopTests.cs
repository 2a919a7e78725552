using System.Globalization;
using StreamEngine.IntegrationTests.ClickHouse;
using StreamEngine.IntegrationTests.Kafka;
using Xunit;

namespace StreamEngine.IntegrationTests.Crashes;

/// <summary>
/// An engine that is killed at random instants, over and over. STREAMENGINE_KILLS asks for more kills than the few of a usual run, STREAMENGINE_SEED for other instants.
/// </summary>
[Collection("Crashes")]
public sealed class KillLoopTests(Brokers brokers, EmbeddedClickHouse clickHouse, Undisturbed undisturbed)
{
    /// <summary>A life, at most, from when the engine works; and about what it takes to start.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(2.5), Birth = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(Broker.Embedded, 6)]
    [InlineData(Broker.Real, 4)]
    public async Task Fault_01_after_kills_at_random_instants_everything_is_as_if_nothing_had_happened(Broker broker, int kills)
    {
        kills = Setting("STREAMENGINE_KILLS", kills);
        var seed = Setting("STREAMENGINE_SEED", 618);
        TestContext.Current.TestOutputHelper!.WriteLine($"{kills} kills, STREAMENGINE_SEED={seed}");
        var random = new Random(seed);
        await using var ordeal = await Ordeal.BeginAsync(brokers, clickHouse, undisturbed, broker, kills * (Birth + Life / 2));
        for (var kill = 0; kill < kills; kill++)
        {
            var engine = ordeal.Start([]);
            // One in four dies while it starts.
            var born = random.Next(4) > 0;
            if (born) await ordeal.WorksAsync(engine);
            var instant = random.NextDouble() * (born ? Life : Birth);
            await Task.Delay(instant, TestContext.Current.CancellationToken);
            Assert.False(engine.HasExited, engine.Said);
            await engine.KillAsync();
            var from = engine.Said.Split('\n').FirstOrDefault(line => line.Contains("Going on from", StringComparison.Ordinal)) ?? "from nothing";
            TestContext.Current.TestOutputHelper.WriteLine($"kill {kill + 1} {instant.TotalMilliseconds:F0} ms after {(born ? "it worked" : "its start")}: {from}");
        }

        await ordeal.EndAsync();

        Assert.True(ordeal.Watch.Advances > 1, $"offsets advanced {ordeal.Watch.Advances} times");
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}

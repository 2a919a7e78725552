using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using StreamEngine.Kafka;
using StreamEngine.Kafka.Source;
using Xunit;

namespace StreamEngine.IntegrationTests.Kafka;

public sealed class HeartbeatTests(Brokers brokers)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, InlineData(Broker.Embedded), InlineData(Broker.Real)]
    public async Task A_silent_partition_gets_heartbeats_behind_the_wall_clock_and_reads_them_back(Broker broker)
    {
        var options = await brokers.OptionsAsync(broker, 2) with { Heartbeats = HeartbeatMode.Wall, IdleAfter = TimeSpan.FromMilliseconds(300) };
        var lanes = new Lanes(2);
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await using var source = await KafkaEventSource.OpenAsync(options, new() { TickInterval = TimeSpan.FromMilliseconds(200) }, NullLogger.Instance, TimeProvider.System, Stop);
        var run = source.RunAsync(lanes.Writers, Stop);
        for (var p = 0; p < 2; p++)
        {
            var heartbeats = (await lanes.ReadAsync(p, 4)).ConvertAll(static r => JsonDocument.Parse(r.Value!).RootElement);
            Assert.All(heartbeats, static h => Assert.Equal("heartbeat", h.GetProperty("type").GetString()));
            Assert.All(heartbeats, static h => Assert.Equal(300, h.GetProperty("received").GetInt64() - h.GetProperty("ts").GetInt64()));
            var received = heartbeats.ConvertAll(static h => h.GetProperty("received").GetInt64());
            Assert.True(received[0] >= before + 300);
            Assert.True(received[3] - received[0] >= 400, "about one per tick interval, whose first may be late by nearly one");
        }

        Assert.False(run.IsCompleted);
    }

    [Fact]
    public async Task Fault_23_a_partition_of_broken_records_alone_gets_heartbeats_so_that_nobody_waits_for_it()
    {
        var options = await brokers.OptionsAsync(Broker.Embedded, 1) with { Heartbeats = HeartbeatMode.Wall, IdleAfter = TimeSpan.FromMilliseconds(300) };
        var lanes = new Lanes(1);
        await using var source = await KafkaEventSource.OpenAsync(options, new() { TickInterval = TimeSpan.FromMilliseconds(200) }, NullLogger.Instance, TimeProvider.System, Stop);
        source.EventTime = static _ => null;
        var run = source.RunAsync(lanes.Writers, Stop);
        var received = new List<string>();
        // Records come all the time, so that it is never without.
        while (received.Count(static r => r.Contains("heartbeat", StringComparison.Ordinal)) < 3)
        {
            Topic.Write(options, options.EventsTopic, 0, [("{broken", TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds())]);
            received.AddRange((await lanes.ReadAsync(0, 1)).Select(static r => r.Value!));
        }
        Assert.False(run.IsCompleted);
    }

    [Fact]
    public async Task A_bounded_run_and_other_modes_append_none()
    {
        var options = await brokers.OptionsAsync(Broker.Embedded, 1) with { Heartbeats = HeartbeatMode.Wall, IdleAfter = TimeSpan.FromMilliseconds(50) };
        var lanes = new Lanes(1);
        await using (var source = await KafkaEventSource.OpenAsync(options, new() { UntilEnd = true }, NullLogger.Instance, TimeProvider.System, Stop))
        {
            await source.RunAsync(lanes.Writers, Stop).WaitAsync(Topic.Deadline, Stop);
            Assert.Equal(0, source.HeartbeatsSent);
        }

        Assert.Empty(Topic.Read(options, options.EventsTopic, 1));
    }

    [Fact]
    public void Only_a_partition_at_its_end_and_silent_for_long_enough_is_due()
    {
        var schedule = new HeartbeatSchedule(Second, Second, TimeSpan.Zero);
        Assert.False(schedule.TakeDue(0.9 * Second, atEnd: true));
        Assert.False(schedule.TakeDue(1 * Second, atEnd: false));
        Assert.True(schedule.TakeDue(1 * Second, atEnd: true));
        schedule.OnEvent(1.5 * Second);
        Assert.False(schedule.TakeDue(2.4 * Second, atEnd: true));
        Assert.True(schedule.TakeDue(2.5 * Second, atEnd: true));
    }

    [Fact]
    public void Heartbeats_come_once_per_interval_without_drift()
    {
        var schedule = new HeartbeatSchedule(Second, Second, TimeSpan.Zero);
        var due = Enumerable.Range(0, 10_007).Count(i => schedule.TakeDue(i * TimeSpan.FromMilliseconds(30), atEnd: true));
        Assert.Equal(300, due); // of 300.18 s, the first second silent
    }

    [Fact]
    public void Intervals_that_were_missed_are_not_made_up_for()
    {
        var schedule = new HeartbeatSchedule(Second, Second, TimeSpan.Zero);
        Assert.True(schedule.TakeDue(1 * Second, atEnd: true));
        Assert.True(schedule.TakeDue(60 * Second, atEnd: true));
        Assert.False(schedule.TakeDue(60.5 * Second, atEnd: true));
        Assert.True(schedule.TakeDue(61 * Second, atEnd: true));
    }

    [Fact]
    public void Heartbeats_of_anyone_are_known_without_decoding()
    {
        Assert.True(HeartbeatWriter.IsHeartbeat("{\"type\":\"heartbeat\",\"ts\":1}"u8));
        Assert.False(HeartbeatWriter.IsHeartbeat("{\"type\":\"click\",\"ts\":1}"u8));
    }
}

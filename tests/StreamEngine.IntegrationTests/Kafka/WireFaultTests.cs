using Microsoft.Extensions.Logging.Abstractions;
using StreamEngine.Events;
using StreamEngine.Kafka;
using StreamEngine.Kafka.Source;
using StreamEngine.Pipeline;
using Xunit;

namespace StreamEngine.IntegrationTests.Kafka;

/// <summary>A real Kafka that dies, and a wire to it that breaks: what was to be read is read once and in order, what was to be published is there once.</summary>
public sealed class WireFaultTests(FragileKafka kafka) : IClassFixture<FragileKafka>
{
    private const int Records = 3000;

    /// <summary>Longer than the half minute after which an unanswered request is given up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fault_10_a_broker_that_is_killed_and_started_again_costs_no_record_no_fact_and_no_letter()
    {
        var options = await kafka.OptionsAsync(1);
        var lanes = new Lanes(1, capacity: 1000);
        await using var source = await OpenAsync(options);
        var run = source.RunAsync(lanes.Writers, Stop);
        await using var publisher = await Publishers.FactsAsync(options, options.TierChangesTopic);
        await using var letters = await Publishers.DeadLettersAsync(options);
        for (var round = 0; round < 2; round++)
        {
            Topic.Write(options, options.EventsTopic, 0, Enumerable.Range(0, 100).Select(i => ($"{i}", 1000L)));
            await publisher.PublishAsync(BrokerFaultTests.Facts(options, round * 20, 10), Stop);
            Assert.Equal(100, (await lanes.ReadAsync(0, 100)).Count);
            Assert.True(await source.CommitAsync([100 * (round + 1)], Stop));
            await kafka.KillAsync();
            var publishing = publisher.PublishAsync(BrokerFaultTests.Facts(options, round * 20 + 10, 10), Stop).AsTask();
            for (var i = 0; i < 10; i++) await letters.WriteAsync(new DeadLetter(0, round * 10 + i, 1000, DeadLetterReason.Json, [(byte)i]), Stop);
            await Topic.UntilAsync(() => source.LastError is not null && publisher.LastError is not null && letters.LastError is not null);
            await kafka.StartAgainAsync();
            await publishing.WaitAsync(Patience, Stop);
            await letters.FlushAsync(Stop).AsTask().WaitAsync(Patience, Stop);
        }

        BrokerFaultTests.AssertPublished(options, 40);
        Assert.Equal(20, Topic.Read(options, options.DeadLettersTopic, 1).Count);
        Assert.False(run.IsCompleted);
    }

    [Fact]
    public async Task Fault_12_answers_that_break_off_in_the_middle_cost_nothing()
    {
        var options = await kafka.OptionsAsync(1);
        Topic.Write(options, options.EventsTopic, 0, Enumerable.Range(0, Records).Select(i => ($"{i}{new string('x', 100)}", 1000L)));
        var lanes = new Lanes(1, capacity: 1000);
        await using var source = await OpenAsync(options);
        await using var publisher = await Publishers.FactsAsync(options, options.TierChangesTopic);
        var cuts = kafka.Wire.Cuts;
        kafka.Wire.CutAfter(2_000); // no more than a few answers, and none with many records
        try
        {
            var run = source.RunAsync(lanes.Writers, Stop);
            var publishing = publisher.PublishAsync(BrokerFaultTests.Facts(options, 0, 100), Stop).AsTask();
            await Topic.UntilAsync(() => kafka.Wire.Cuts >= cuts + 5);
            kafka.Wire.CutAfter(null);
            await publishing.WaitAsync(Patience, Stop);
            Assert.Equal(Enumerable.Range(0, Records).Select(static i => (long)i), (await lanes.ReadAsync(0, Records)).Select(static r => r.Offset));
            Assert.True(await source.CommitAsync([Records], Stop));
            Assert.False(run.IsCompleted);
        }
        finally
        {
            kafka.Wire.CutAfter(null);
        }

        BrokerFaultTests.AssertPublished(options, 100);
    }

    [Fact]
    public async Task Fault_12_connections_that_fall_silent_are_given_up_and_nothing_is_lost()
    {
        var options = await kafka.OptionsAsync(1);
        var lanes = new Lanes(1, capacity: 1000);
        await using var source = await OpenAsync(options);
        var run = source.RunAsync(lanes.Writers, Stop);
        await using var publisher = await Publishers.FactsAsync(options, options.TierChangesTopic);
        await publisher.PublishAsync(BrokerFaultTests.Facts(options, 0, 10), Stop);
        kafka.Wire.Hang(); // half open: the client cannot know but by waiting
        var publishing = publisher.PublishAsync(BrokerFaultTests.Facts(options, 10, 10), Stop).AsTask();
        Topic.Write(options, options.EventsTopic, 0, Enumerable.Range(0, 10).Select(i => ($"{i}", 1000L)));
        await Topic.UntilAsync(() => lanes.Waiting(0) > 0, Patience);
        await publishing.WaitAsync(Patience, Stop);
        Assert.Equal(10, (await lanes.ReadAsync(0, 10)).Count);
        BrokerFaultTests.AssertPublished(options, 20);
        Assert.False(run.IsCompleted);
    }

    private static Task<KafkaEventSource> OpenAsync(KafkaOptions options) => KafkaEventSource.OpenAsync(options, new(), NullLogger.Instance, TimeProvider.System, Stop);
}

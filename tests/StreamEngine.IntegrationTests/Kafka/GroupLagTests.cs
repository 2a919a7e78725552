using Microsoft.Extensions.Logging.Abstractions;
using StreamEngine.Kafka.Lag;
using StreamEngine.Kafka.Source;
using Xunit;

namespace StreamEngine.IntegrationTests.Kafka;

public sealed class GroupLagTests(Brokers brokers)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, InlineData(Broker.Embedded), InlineData(Broker.Real)]
    public async Task Lag_is_read_from_what_the_group_committed_and_the_next_record(Broker broker)
    {
        var options = await brokers.OptionsAsync(broker, 3);
        Topic.Write(options, options.EventsTopic, 0, Enumerable.Range(0, 10).Select(i => ($"{i}", 1_750_000_000_000L + i * 1000)));
        Topic.Write(options, options.EventsTopic, 1, [("x", 1_750_000_000_000L)]);
        await using (var source = await KafkaEventSource.OpenAsync(options, new(), NullLogger.Instance, TimeProvider.System, Stop))
            await source.CommitAsync([4, 1, 0], Stop);
        using var group = await GroupLag.OpenAsync(options, NullLogger.Instance, Stop);
        for (var round = 0; round < 2; round++)
        {
            Assert.Equal(
                [new(0, 4, 0, 10, 1_750_000_004_000L), new(1, 1, 0, 1, null), new(2, 0, 0, 0, null)],
                group.Read());
        }
    }
}

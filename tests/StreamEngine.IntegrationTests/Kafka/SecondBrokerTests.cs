using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using StreamEngine.Kafka;
using StreamEngine.Kafka.Publishing;
using StreamEngine.Kafka.Source;
using Xunit;

namespace StreamEngine.IntegrationTests.Kafka;

/// <summary>A real cluster of two brokers, of which one dies: its partitions and coordinators go to the other, and come back.</summary>
public sealed class SecondBrokerTests : IAsyncDisposable
{
    private const int Partitions = 4, RecordsAtOnce = 500, FactsAtOnce = 20;

    private static readonly string[] Replicated =
    [
        "default.replication.factor=2", "offsets.topic.replication.factor=2", "transaction.state.log.replication.factor=2", "broker.session.timeout.ms=3000", "broker.heartbeat.interval.ms=500",
    ];

    private readonly RealKafka _first = new(Replicated), _second;
    private int _recordsWritten, _factsPublished;

    public SecondBrokerTests() => _second = new RealKafka(_first, Replicated);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fault_10_a_broker_of_two_that_dies_and_comes_back_costs_no_record_no_fact_and_no_commit()
    {
        var first = await _first.BootstrapServersAsync();
        var options = await Brokers.OptionsAsync($"{first},{await _second.BootstrapServersAsync()}", Partitions);
        Assert.Equal(["1", "2"], await LeadersAsync(first, options));
        var lanes = new Lanes(Partitions);
        await using var source = await KafkaEventSource.OpenAsync(options, new(), NullLogger.Instance, TimeProvider.System, Stop);
        await using var publisher = await Publishers.FactsAsync(options, options.TierChangesTopic);
        var run = source.RunAsync(lanes.Writers, Stop);
        await PassAsync(options, lanes, source, publisher);

        var killed = _second.KillAsync();
        await PassAsync(options, lanes, source, publisher);
        await killed;
        Assert.Equal(["1"], await LeadersAsync(first, options));
        await PassAsync(options, lanes, source, publisher);

        await _second.StartAgainAsync();
        await PassAsync(options, lanes, source, publisher);

        Assert.False(run.IsCompleted);
        var facts = Topic.Read(options, options.TierChangesTopic, Partitions).Select(static r => Encoding.UTF8.GetString(r.Message.Value));
        Assert.Equal(Enumerable.Range(0, _factsPublished).Select(static i => $"{i}").Order(), facts.Order());
    }

    public async ValueTask DisposeAsync()
    {
        await _second.DisposeAsync();
        await _first.DisposeAsync();
    }

    /// <summary>Which brokers lead partitions of the events topic.</summary>
    private static async Task<List<string>> LeadersAsync(string address, KafkaOptions options) =>
        [.. (await RealKafka.ToolAsync("topics", "--bootstrap-server", address, "--describe", "--topic", options.EventsTopic)).Split('\t')
            .Where(static part => part.StartsWith("Leader: ", StringComparison.Ordinal)).Select(static part => part["Leader: ".Length..]).Distinct().Order()];

    /// <summary>Some time passes: records are written and read, each once and in order, facts are published, and the offsets are committed.</summary>
    private async Task PassAsync(KafkaOptions options, Lanes lanes, KafkaEventSource source, KafkaFactPublisher publisher)
    {
        var records = Enumerable.Range(_recordsWritten, RecordsAtOnce).Select(static i => $"{i}").ToList();
        _recordsWritten += RecordsAtOnce;
        for (var p = 0; p < Partitions; p++) Topic.Write(options, options.EventsTopic, p, records.Select(static value => (value, 1000L)));
        await publisher.PublishAsync([.. Enumerable.Range(_factsPublished, FactsAtOnce).Select(i => new Fact(options.TierChangesTopic, Encoding.UTF8.GetBytes($"k{i}"), $"f{i}", Encoding.UTF8.GetBytes($"{i}")))], Stop);
        _factsPublished += FactsAtOnce;
        for (var p = 0; p < Partitions; p++) Assert.Equal(records, (await lanes.ReadAsync(p, RecordsAtOnce)).Select(static r => r.Value!));
        Assert.True(await source.CommitAsync([.. Enumerable.Repeat((long)_recordsWritten, Partitions)], Stop), source.LastError);
        Assert.Equal(Enumerable.Repeat((long?)_recordsWritten, Partitions), source.Committed);
    }
}

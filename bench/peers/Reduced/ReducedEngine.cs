using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using StreamEngine.Kafka;
using StreamEngine.Kafka.Source;
using StreamEngine.Peers.Children;
using StreamEngine.Pipeline;

namespace StreamEngine.Peers.Reduced;

/// <summary>
/// StreamEngine reduced to the rivals' job: its own Kafka source, decoder with all checks of the contract, interned ids, windows and lanes; without
/// deduplication, buyers, scores, tiers, rows and everything else that the five sums do not need.
/// </summary>
internal static class ReducedEngine
{
    private const int BatchesAhead = 8;
    private const int TicksAhead = 64;

    public static async Task RunAsync(ChildOptions options)
    {
        var progress = new Progress(options.Warm);
        var stop = Child.EndOfInput(options);
        var kafka = new KafkaOptions { BootstrapServers = options.Bootstrap, EventsTopic = options.Topic, GroupId = options.Run, Heartbeats = HeartbeatMode.External };
        await using var source = await KafkaEventSource.OpenAsync(
            kafka, new KafkaSourceStart { UntilEnd = !options.Live }, NullLogger.Instance, TimeProvider.System, CancellationToken.None);
        var inputs = Enumerable.Range(0, source.Partitions).Select(_ => Channel.CreateBounded<RecordBatch>(BatchesAhead)).ToArray();
        var partials = inputs.Select(_ => Channel.CreateBounded<CreatorPartial>(TicksAhead)).ToArray();
        var lanes = partials.Select(p => new Lane(options, progress.NewCounter(), p.Writer)).ToArray();
        var merge = new Merge(options, [.. partials.Select(p => p.Reader)]);

        var working = lanes.Select((lane, p) => Task.Run(() => lane.RunAsync(inputs[p].Reader, stop))).ToArray();
        var merging = Task.Run(merge.RunAsync);
        try
        {
            await source.RunAsync([.. inputs.Select(i => i.Writer)], stop);
        }
        catch (OperationCanceledException)
        {
            // A live run ends like this.
        }
        await Task.WhenAll(working);
        await merging;
        Child.Finish(options, progress, [.. lanes.SelectMany(l => l.Results), merge.Results]);
    }
}

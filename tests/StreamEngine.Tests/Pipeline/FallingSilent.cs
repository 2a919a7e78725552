using System.Threading.Channels;
using StreamEngine.Pipeline;

namespace StreamEngine.Tests.Pipeline;

/// <summary>Partitions in memory that say some of their records, one batch each, and then nothing more until the run is stopped.</summary>
internal sealed class FallingSilent(IReadOnlyList<IReadOnlyList<byte[]>> partitions, IReadOnlyList<long> from, IReadOnlyList<int> until) : IRecordSource
{
    public int Partitions => partitions.Count;

    public Task RunAsync(IReadOnlyList<ChannelWriter<RecordBatch>> lanes, CancellationToken stop) =>
        Task.WhenAll(lanes.Select((lane, p) => SayAsync(lane, p, stop)));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task SayAsync(ChannelWriter<RecordBatch> lane, int partition, CancellationToken stop)
    {
        for (var offset = from[partition]; offset < until[partition]; offset++)
        {
            var batch = new RecordBatch(bytes: 512, records: 1);
            batch.Add(partitions[partition][(int)offset], offset, RecordBatch.NoTimestamp);
            await lane.WriteAsync(batch, stop);
        }
        await Task.Delay(Timeout.Infinite, stop);
    }
}

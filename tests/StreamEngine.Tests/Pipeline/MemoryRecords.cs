using System.Threading.Channels;
using StreamEngine.Pipeline;

namespace StreamEngine.Tests.Pipeline;

/// <summary>Partitions in memory, read in small batches one partition after the other; something may be done before every batch.</summary>
internal sealed class MemoryRecords(IReadOnlyList<IReadOnlyList<byte[]>> partitions, IReadOnlyList<long> offsets, Random random, Action beforeBatch) : IRecordSource
{
    public int Partitions => partitions.Count;

    public async Task RunAsync(IReadOnlyList<ChannelWriter<RecordBatch>> lanes, CancellationToken stop)
    {
        var next = offsets.Select(o => (int)o).ToArray();
        while (Enumerable.Range(0, partitions.Count).Where(p => next[p] < partitions[p].Count).ToList() is { Count: > 0 } open)
        {
            beforeBatch();
            var partition = open[random.Next(open.Count)];
            await lanes[partition].WriteAsync(Batch(partition, ref next[partition]), stop);
            await Task.Yield();
        }
        foreach (var lane in lanes) lane.Complete();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private RecordBatch Batch(int partition, ref int next)
    {
        var batch = new RecordBatch();
        for (var left = random.Next(1, 6); left > 0 && next < partitions[partition].Count; left--, next++)
            batch.Add(partitions[partition][next], next, RecordBatch.NoTimestamp);
        return batch;
    }
}

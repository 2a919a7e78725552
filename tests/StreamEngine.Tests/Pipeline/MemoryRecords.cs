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
        var waiting = new RecordBatch?[partitions.Count];
        var open = Enumerable.Range(0, partitions.Count).ToList();
        while (open.Count > 0)
        {
            beforeBatch();
            // A lane without room holds back its own partition only.
            var partition = open[random.Next(open.Count)];
            if (waiting[partition] is null && next[partition] == partitions[partition].Count)
            {
                lanes[partition].Complete();
                open.Remove(partition);
                continue;
            }
            waiting[partition] ??= Batch(partition, ref next[partition]);
            if (lanes[partition].TryWrite(waiting[partition]!)) waiting[partition] = null;
            stop.ThrowIfCancellationRequested();
            await Task.Yield();
        }
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

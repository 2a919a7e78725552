using System.Threading.Channels;
using StreamEngine.Pipeline;

namespace StreamEngine.Tests.Crashes;

/// <summary>Reads the partitions of a log from given offsets to their ends, a few records at a time, in any order of partitions.</summary>
internal sealed class LogSource(IReadOnlyList<IReadOnlyList<byte[]>> log, IReadOnlyList<long> offsets, Chance chance, Action<IReadOnlyList<long>> onRead) : IRecordSource
{
    private readonly long[] _next = [.. offsets];

    public int Partitions => log.Count;

    public async Task RunAsync(IReadOnlyList<ChannelWriter<RecordBatch>> lanes, CancellationToken stop)
    {
        var open = Enumerable.Range(0, log.Count).ToList();
        while (open.Count > 0)
        {
            stop.ThrowIfCancellationRequested();
            await chance.PauseAsync();
            var partition = open[chance.Next(open.Count)];
            if (_next[partition] >= log[partition].Count)
            {
                lanes[partition].Complete();
                open.Remove(partition);
                continue;
            }
            var from = _next[partition];
            var batch = Batch(partition);
            // A lane without room holds back its own partition only.
            if (lanes[partition].TryWrite(batch))
            {
                onRead(_next);
                continue;
            }
            batch.Dispose();
            _next[partition] = from;
            await Task.Yield();
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private RecordBatch Batch(int partition)
    {
        var batch = new RecordBatch(bytes: 4096, records: 16);
        for (var left = chance.Next(1, 12); left > 0 && _next[partition] < log[partition].Count; left--)
            batch.Add(log[partition][(int)_next[partition]], _next[partition]++, RecordBatch.NoTimestamp);
        return batch;
    }
}

using System.Threading.Channels;

namespace StreamEngine.Pipeline.Files;

/// <summary>Replay files as partitions: a task per partition reads its files one after the other.</summary>
public sealed class FileSource : IRecordSource
{
    private readonly IReadOnlyList<IReadOnlyList<string>> _partitions;
    private readonly int _batchRecords;
    private long _bytes;

    /// <param name="partitions">The files of each partition, in their order.</param>
    /// <param name="batchRecords">Records in a batch at most. Changes speed and nothing else.</param>
    public FileSource(IReadOnlyList<IReadOnlyList<string>> partitions, int batchRecords)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchRecords, 1);
        _partitions = partitions;
        _batchRecords = batchRecords;
    }

    /// <inheritdoc/>
    public int Partitions => _partitions.Count;

    /// <summary>Bytes of lines handed to the lanes so far.</summary>
    public long BytesRead => Volatile.Read(ref _bytes);

    /// <inheritdoc/>
    public Task RunAsync(IReadOnlyList<ChannelWriter<RecordBatch>> lanes, CancellationToken stop) =>
        Task.WhenAll(_partitions.Select((files, partition) => Task.Run(() => ReadAsync(files, lanes[partition], stop), stop)));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task ReadAsync(IReadOnlyList<string> files, ChannelWriter<RecordBatch> lane, CancellationToken stop)
    {
        using var records = new FileRecords(files, _batchRecords);
        while (await records.NextAsync(stop) is { } batch)
        {
            Interlocked.Add(ref _bytes, batch.Bytes);
            await lane.WriteAsync(batch, stop);
        }
        lane.Complete();
    }
}

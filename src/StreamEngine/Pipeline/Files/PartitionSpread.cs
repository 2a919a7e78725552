using StreamEngine.Events;

namespace StreamEngine.Pipeline.Files;

/// <summary>
/// Spreads files over partitions by merchant, as Kafka's own partitioner does with the merchant as key: a file per partition in a temporary folder, in the
/// order of the input. Lines without a readable merchant (heartbeats, bad lines) go to partition 0. Spreading first and replaying then needs no memory for
/// partitions whose event time runs ahead.
/// </summary>
public sealed class PartitionSpread : IDisposable
{
    private readonly string _folder;
    private readonly int _partitions;

    /// <param name="folder">A folder that is made for this and deleted afterwards.</param>
    /// <param name="partitions">How many partitions.</param>
    public PartitionSpread(string folder, int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        _folder = folder;
        _partitions = partitions;
    }

    /// <summary>Writes the partitions' files and returns them.</summary>
    /// <exception cref="EngineFault">A file cannot be read.</exception>
    public async Task<IReadOnlyList<IReadOnlyList<string>>> WriteAsync(IReadOnlyList<string> files, CancellationToken stop)
    {
        Directory.CreateDirectory(_folder);
        var paths = Enumerable.Range(0, _partitions).Select(p => Path.Combine(_folder, $"p{p}.jsonl")).ToList();
        var outputs = paths.Select(p => (Stream)new BufferedStream(File.Create(p), 1 << 18)).ToList();
        try
        {
            using var records = new FileRecords(files, batchRecords: 1024);
            var merchants = new MerchantReader();
            while (await records.NextAsync(stop) is { } batch)
            {
                foreach (ref readonly var record in batch.Records) Write(outputs, merchants, batch.Value(in record));
                batch.Dispose();
            }
        }
        finally
        {
            foreach (var output in outputs) await output.DisposeAsync();
        }
        return [.. paths.Select(p => new[] { p })];
    }

    /// <summary>Deletes the files.</summary>
    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private void Write(List<Stream> outputs, MerchantReader merchants, ReadOnlySpan<byte> line)
    {
        var merchant = merchants.Read(line);
        var output = outputs[merchant.IsEmpty ? 0 : Murmur2.Partition(merchant, _partitions)];
        output.Write(line);
        output.WriteByte((byte)'\n');
    }
}

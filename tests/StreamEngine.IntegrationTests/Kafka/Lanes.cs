using System.Text;
using System.Threading.Channels;
using StreamEngine.Pipeline;
using Xunit;

namespace StreamEngine.IntegrationTests.Kafka;

/// <summary>Stands for the engine's lanes: one bounded channel per partition, and what was read from it.</summary>
internal sealed class Lanes
{
    public sealed record Read(string? Value, long Offset, long Timestamp);

    private readonly List<Channel<RecordBatch>> _channels;

    public Lanes(int partitions, int capacity = 4) =>
        _channels = [.. Enumerable.Range(0, partitions).Select(_ => Channel.CreateBounded<RecordBatch>(capacity))];

    public IReadOnlyList<ChannelWriter<RecordBatch>> Writers => [.. _channels.Select(static c => c.Writer)];

    /// <summary>How many batches wait in a lane.</summary>
    public int Waiting(int partition) => _channels[partition].Reader.Count;

    /// <summary>Reads a lane until it is completed, <paramref name="count"/> records came, or the one at <paramref name="offset"/> did.</summary>
    public async Task<List<Read>> ReadAsync(int partition, int count = int.MaxValue, long offset = long.MaxValue)
    {
        var records = new List<Read>();
        using var deadline = new CancellationTokenSource(Topic.Deadline);
        var reader = _channels[partition].Reader;
        try
        {
            while (records.Count < count && !(records.LastOrDefault()?.Offset >= offset) && await reader.WaitToReadAsync(deadline.Token))
            {
                while (records.Count < count && reader.TryRead(out var batch))
                {
                    foreach (var record in batch.Records)
                        records.Add(new(record.Length < 0 ? null : Encoding.UTF8.GetString(batch.Value(record)), record.Offset, record.Timestamp));
                    batch.Dispose();
                }
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"Only {records.Count} records of partition {partition} within {Topic.Deadline}.");
        }

        return records;
    }

    /// <summary>Reads all lanes until they are completed.</summary>
    public async Task<List<List<Read>>> ReadAllAsync() => [.. await Task.WhenAll(Enumerable.Range(0, _channels.Count).Select(p => ReadAsync(p)))];
}

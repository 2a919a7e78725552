using System.Text.Unicode;
using System.Threading.Channels;
using StreamEngine.Pipeline;

namespace StreamEngine.Benchmarks;

/// <summary>
/// Orders and impressions of all products in turn, ten products to a merchant, until it is told to stop: a second of event time for every 20,000 events of a
/// partition, so that within an interval of checkpoints everything changes, which is the worst case for them.
/// </summary>
internal sealed class SteadySource(int products, TimeSpan length) : IRecordSource
{
    private const int ProductsPerMerchant = 10, EventsASecond = 20_000;
    private const long Start = 1_781_784_000_000;

    public int Partitions => 4;

    public Task RunAsync(IReadOnlyList<ChannelWriter<RecordBatch>> lanes, CancellationToken stop) =>
        Task.WhenAll(lanes.Select((lane, partition) => Task.Run(() => WriteAsync(lane, partition, stop), stop)));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task WriteAsync(ChannelWriter<RecordBatch> lane, int partition, CancellationToken stop)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var own = products / Partitions;
        for (var offset = 0L; clock.Elapsed < length;)
        {
            var batch = new RecordBatch();
            for (var left = 1000; left > 0; left--, offset++) Write(batch, (int)(offset % own), partition, offset);
            await lane.WriteAsync(batch, stop);
        }
        lane.Complete();
    }

    private static void Write(RecordBatch batch, int product, int partition, long offset)
    {
        Span<byte> line = stackalloc byte[384];
        var (time, merchant) = (Start + offset * 1000 / EventsASecond, product / ProductsPerMerchant * 4 + partition);
        int length;
        if (offset % 10 == 0)
        {
            Utf8.TryWrite(line, $"{{\"id\":\"o-{partition}-{offset}\",\"type\":\"order_paid\",\"ts\":{time},\"merchant\":\"m-{merchant}\",\"product\":\"p-{product}\",\"creator\":\"c-{merchant % 2000}\",\"buyer\":\"b-{offset % 50_000}\",\"order\":\"o-{offset}\",\"amount\":9900,\"quantity\":1}}", out length);
        }
        else Utf8.TryWrite(line, $"{{\"id\":\"i\",\"type\":\"impression\",\"ts\":{time},\"merchant\":\"m-{merchant}\",\"product\":\"p-{product}\",\"count\":3}}", out length);
        batch.Add(line[..length], offset, RecordBatch.NoTimestamp);
    }
}

using System.Text.Unicode;
using System.Threading.Channels;
using StreamEngine.Pipeline;

namespace StreamEngine.Benchmarks;

/// <summary>
/// A month in which every product is active on 10 of 30 days and in 5 of the last 24 hours, some products to a merchant and a creator: in every such hour an
/// impression and an order paid through the creator, so that a bucket has about ten metrics.
/// </summary>
internal sealed class MonthSource(int products, int productsPerMerchant) : IRecordSource
{
    private const int Days = 30, ActiveDays = 10, Hours = 24, ActiveHours = 5, Buyers = 100, Categories = 50;
    private const long HourMs = 3_600_000;

    /// <summary>2026-06-01 00:00 in Shanghai.</summary>
    private const long Start = 1_780_243_200_000;

    public int Partitions => 4;

    public Task RunAsync(IReadOnlyList<ChannelWriter<RecordBatch>> lanes, CancellationToken stop) =>
        Task.WhenAll(lanes.Select((lane, partition) => Task.Run(() => WriteAsync(lane, partition, stop), stop)));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task WriteAsync(ChannelWriter<RecordBatch> lane, int partition, CancellationToken stop)
    {
        var offset = 0L;
        var batch = new RecordBatch();
        foreach (var (hour, isActive) in Periods())
        {
            for (var merchant = partition; merchant < products / productsPerMerchant; merchant += Partitions)
            {
                for (var item = 0; item < productsPerMerchant; item++)
                {
                    var product = merchant * productsPerMerchant + item;
                    if (!isActive(product)) continue;
                    var time = Start + hour * HourMs + (long)((double)product / products * HourMs);
                    Write(batch, product, time, ref offset);
                    if (batch.Count < 1000) continue;
                    await lane.WriteAsync(batch, stop);
                    batch = new RecordBatch();
                }
            }
        }
        await lane.WriteAsync(batch, stop);
        lane.Complete();
    }

    private static IEnumerable<(long Hour, Func<int, bool> IsActive)> Periods()
    {
        for (var day = 0; day < Days - 1; day++)
        {
            var d = day;
            yield return (day * Hours + 12, product => (product + d) % (Days - 1) < ActiveDays - 1);
        }
        for (var hour = 0; hour < Hours; hour++)
        {
            var h = hour;
            yield return ((Days - 1) * Hours + hour, product => (product + h) % Hours < ActiveHours);
        }
    }

    private void Write(RecordBatch batch, int product, long time, ref long offset)
    {
        Span<byte> line = stackalloc byte[512];
        var merchant = product / productsPerMerchant;
        int category = product % Categories, buyer = product % Buyers;
        Utf8.TryWrite(line,
            $"{{\"id\":\"i-{product}-{time}\",\"type\":\"impression\",\"ts\":{time},\"merchant\":\"merchant-{merchant}\",\"product\":\"product-{product}\",\"category\":\"category-{category}\",\"count\":3}}",
            out var length);
        batch.Add(line[..length], offset++, RecordBatch.NoTimestamp);
        Utf8.TryWrite(line,
            $"{{\"id\":\"o-{product}-{time}\",\"type\":\"order_paid\",\"ts\":{time},\"merchant\":\"merchant-{merchant}\",\"product\":\"product-{product}\",\"category\":\"category-{category}\",\"creator\":\"creator-{merchant}\",\"buyer\":\"buyer-{buyer}\",\"order\":\"o-{product}-{time}\",\"scene\":\"live\",\"amount\":9900,\"quantity\":1,\"list_amount\":12900,\"market_amount\":10900,\"commission_bp\":800}}",
            out length);
        batch.Add(line[..length], offset++, RecordBatch.NoTimestamp);
    }
}

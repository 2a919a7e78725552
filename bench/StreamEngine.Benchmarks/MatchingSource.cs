using System.Text;
using System.Threading.Channels;
using StreamEngine.Pipeline;

namespace StreamEngine.Benchmarks;

/// <summary>Products of 50 categories, ten to a merchant, each sold six times by other creators, at prices that differ.</summary>
internal sealed class MatchingSource(int products, int creators) : IRecordSource
{
    private const int ProductsPerMerchant = 10, OrdersPerProduct = 6, Categories = 50;
    private const long Start = 1_781_784_000_000;

    public int Partitions => 4;

    /// <summary>Id of a product.</summary>
    public static string ProductOf(int product) => $"merchant-{product / ProductsPerMerchant}/product-{product}";

    /// <summary>Id of a creator.</summary>
    public static string CreatorOf(int creator) => $"creator-{creator}";

    public async Task RunAsync(IReadOnlyList<ChannelWriter<RecordBatch>> lanes, CancellationToken stop)
    {
        for (var partition = 0; partition < Partitions; partition++)
        {
            var batch = new RecordBatch();
            var offset = 0L;
            for (var product = 0; product < products; product++)
            {
                if (product / ProductsPerMerchant % Partitions != partition) continue;
                for (var order = 0; order < OrdersPerProduct; order++) batch.Add(Encoding.UTF8.GetBytes(Order(product, order)), offset++, RecordBatch.NoTimestamp);
                if (batch.Count < 1000) continue;
                await lanes[partition].WriteAsync(batch, stop);
                batch = new RecordBatch();
            }
            await lanes[partition].WriteAsync(batch, stop);
            lanes[partition].Complete();
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string Order(int product, int order)
    {
        // A creator sells of few categories: those of products that lie near each other.
        var creator = (product / 3 + order * 7919) % creators;
        return $"{{\"id\":\"o-{product}-{order}\",\"type\":\"order_paid\",\"ts\":{Start + product % 60_000},\"merchant\":\"merchant-{product / ProductsPerMerchant}\",\"product\":\"product-{product}\","
            + $"\"category\":\"category-{product % Categories}\",\"creator\":\"creator-{creator}\",\"order\":\"o-{product}-{order}\",\"scene\":\"live\",\"amount\":{900 + product * 7919L % 20_000},\"commission_bp\":{product % 40 * 100}}}";
    }
}

using System.Text;
using System.Text.Json;
using StreamEngine.Entities;

namespace StreamEngine.Peers.Engines;

/// <summary>The five sums of every merchant, product and creator from the rows that StreamEngine writes.</summary>
internal static class HostTotals
{
    private static readonly string[] Sums = ["impressions", "clicks", "carts", "orders", "gmv"];

    /// <summary>Adds up the buckets of every key; a bucket's last row counts.</summary>
    public static void Write(string rows, string to)
    {
        var buckets = new Dictionary<(string Key, long Bucket), (long Version, long[] Values)>();
        foreach (var line in File.ReadLines(rows))
        {
            using var json = JsonDocument.Parse(line);
            var row = json.RootElement;
            var kind = row.GetProperty("kind").GetString();
            if (kind is not ("merchant" or "product" or "creator")) continue;
            var key = ($"{kind[0]}:{Plain(kind, row.GetProperty("id").GetString()!)}", row.GetProperty("bucket").GetInt64());
            var version = row.GetProperty("version").GetInt64();
            if (buckets.TryGetValue(key, out var held) && held.Version > version) continue;
            buckets[key] = (version, [.. Sums.Select(s => row.TryGetProperty(s, out var value) ? value.GetInt64() : 0)]);
        }
        var totals = new Dictionary<string, long[]>();
        foreach (var ((key, _), (_, values)) in buckets)
        {
            if (!totals.TryGetValue(key, out var sum)) totals.Add(key, sum = new long[Sums.Length]);
            for (var i = 0; i < sum.Length; i++) sum[i] += values[i];
        }
        File.WriteAllLines(to, totals.Select(t => $"{t.Key}\t{string.Join('\t', t.Value)}"));
    }

    /// <summary>A product's id as the others write it: without escapes.</summary>
    private static string Plain(string kind, string id) =>
        kind == "product" && ProductId.TryParse(Encoding.UTF8.GetBytes(id), out var merchant, out var product)
            ? $"{Encoding.UTF8.GetString(merchant)}/{Encoding.UTF8.GetString(product)}"
            : id;
}

using System.Text;
using StreamEngine.ClickHouse.Writing;
using StreamEngine.Entities;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;
using StreamEngine.Windows;
using Xunit;

namespace StreamEngine.IntegrationTests.ClickHouse;

/// <summary>Makes what the engine would hand to the writer.</summary>
internal static class Outputs
{
    /// <summary>2026-06-18 12:00:00 UTC, 20:00 in Shanghai.</summary>
    public const long Evening = 1_781_784_000_000;

    /// <summary>Midnight of 2026-06-18 in Shanghai.</summary>
    public const long Midnight = 1_781_712_000_000;

    public static readonly IReadOnlyDictionary<EntityKind, IReadOnlyList<string>> Indicators = new Dictionary<EntityKind, IReadOnlyList<string>>
    {
        [EntityKind.Product] = ["price_edge", "net_sales"],
        [EntityKind.Merchant] = ["net_sales"],
        [EntityKind.Creator] = ["conversion"],
    };

    /// <summary>Waits, a minute at most, until everything that the writer has taken is in its table.</summary>
    public static Task DurableAsync(ClickHouseRowWriter writer)
    {
        var stop = TestContext.Current.CancellationToken;
        return writer.FlushAsync(stop).AsTask().WaitAsync(TimeSpan.FromMinutes(1), stop);
    }

    public static TickOutput Tick(long tick, params TierChange[] changes)
    {
        var output = new TickOutput { Tick = tick };
        output.Changes.AddRange(changes);
        return output;
    }

    public static void Add(EntityRows rows, EntityKind kind, string id, long bucket, long version, long buyers, params (Metric Metric, long Value)[] metrics)
    {
        var ordered = metrics.OrderBy(m => m.Metric).ToArray();
        var mask = ordered.Aggregate(0UL, (all, m) => all | Metrics.Bit(m.Metric));
        rows.Add(new EntityRow(kind, Encoding.UTF8.GetBytes(id), bucket, version, mask, ordered.Select(m => m.Value).ToArray(), buyers));
    }

    public static TierChange Change(string id, long tick, Benefits? benefits = null) => new()
    {
        Kind = EntityKind.Product,
        Id = id,
        Epoch = 2,
        Tick = tick,
        From = "L4",
        To = "L5",
        Score = 68.25,
        PreviousScore = benefits is null ? null : 66.5,
        Indicators = [new("price_edge", benefits is null ? null : 40, 60.5), new("net_sales", null, 100)],
        Reason = "score",
        Benefits = benefits,
    };
}

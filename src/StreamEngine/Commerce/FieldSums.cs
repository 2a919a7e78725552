using System.Text;
using StreamEngine.Entities;
using StreamEngine.Windows;

namespace StreamEngine.Commerce;

/// <summary>Adds up what the rings of fields, scenes and the platform hold. Pure.</summary>
internal static class FieldSums
{
    private static readonly int[] Spans = [1, 7, 14];

    /// <summary>All fields and scenes and the platform, in that order, each by id in UTF-8 order.</summary>
    /// <param name="channels">The fields.</param>
    /// <param name="scenes">The scenes.</param>
    /// <param name="platform">The platform.</param>
    /// <param name="today">The day of the tick.</param>
    /// <param name="monthBuckets">Days that the rings hold.</param>
    public static List<FieldReport> Reports(EntityTable channels, EntityTable scenes, EntityTable platform, int today, int monthBuckets)
    {
        var (dayGmv, monthGmv) = (0L, 0L);
        foreach (var entity in Of(platform))
        {
            dayGmv = Sum(platform.Hours, entity, Metric.Gmv);
            monthGmv = Sum(platform.Days, entity, Metric.Gmv);
        }
        var reports = new List<FieldReport>();
        foreach (var table in (ReadOnlySpan<EntityTable>)[channels, scenes, platform])
        {
            var own = Of(table).Select(entity => new FieldReport(table.Kind, Encoding.UTF8.GetString(table.Ids.Name(entity)),
                Figures(table.Hours, entity, dayGmv), Figures(table.Days, entity, monthGmv), Growth(table.Days, entity, today, monthBuckets)));
            reports.AddRange(own.OrderBy(r => r.Id, Utf8Order.Instance));
        }
        return reports;
    }

    private static IEnumerable<int> Of(EntityTable table) => Enumerable.Range(0, table.Ids.Capacity).Where(table.Ids.IsUsed);

    private static FieldFigures Figures(BucketRing ring, int entity, long platformGmv)
    {
        var views = Sum(ring, entity, Metric.Views);
        var gmv = Sum(ring, entity, Metric.Gmv);
        return new FieldFigures(
            Sum(ring, entity, Metric.Impressions) + views, gmv, Sum(ring, entity, Metric.PaidOrders), Ratio(gmv, platformGmv),
            Ratio(Sum(ring, entity, Metric.PricedGmv), Sum(ring, entity, Metric.MarketGmv)), Ratio(Sum(ring, entity, Metric.WatchMs), views), Ratio(Sum(ring, entity, Metric.Reports), views));
    }

    private static List<FieldGrowths> Growth(BucketRing days, int entity, int today, int monthBuckets)
    {
        FieldGrowth Of(int span, params ReadOnlySpan<Metric> metrics)
        {
            var (now, before) = (0L, 0L);
            foreach (var metric in metrics)
            {
                now += Sum(days, entity, metric, today - span, today - 1);
                before += Sum(days, entity, metric, today - 2 * span, today - span - 1);
            }
            return new FieldGrowth(now, before);
        }
        return [.. Spans.Where(span => 2 * span < monthBuckets).Select(span =>
            new FieldGrowths(span, Of(span, Metric.Impressions, Metric.Views), Of(span, Metric.Gmv), Of(span, Metric.PaidOrders)))];
    }

    private static long Sum(BucketRing ring, int entity, Metric metric, long from = long.MinValue, long to = long.MaxValue)
    {
        long sum = 0;
        for (var handle = ring.Newest(entity); handle >= 0; handle = ring.Older(handle))
        {
            if (ring.SpanOf(handle) is var span && span >= from && span <= to) sum = Saturating.Add(sum, ring.Value(handle, metric));
        }
        return sum;
    }

    private static double? Ratio(long a, long b) => b == 0 ? null : (double)a / b;
}

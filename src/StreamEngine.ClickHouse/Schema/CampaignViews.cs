using System.Collections.Immutable;

namespace StreamEngine.ClickHouse.Schema;

/// <summary>Campaigns (618, 116, 双12): the curve of the evening, and who sold most.</summary>
internal static class CampaignViews
{
    private static readonly ImmutableArray<Column> Span =
    [
        new("start", AnalystViews.Second, "first instant of the campaign"),
        new("end", AnalystViews.Second, "the instant at which it is over, or up to which it is asked"),
    ];

    private static readonly ImmutableArray<Column> Totals =
    [
        AnalystViews.Id,
        AnalystViews.Sum("gmv", "Amount of paid orders, fen"),
        AnalystViews.Sum("net_gmv", "gmv less the amount refunded, fen; may be negative"),
        AnalystViews.Sum("units", "Units of paid orders, not reduced by refunds"),
        AnalystViews.Sum("orders", "Orders paid"),
        AnalystViews.Sum("refunds", "Refunds, those of earlier orders too"),
        new("rank_gmv", "UInt64", "Place by gmv, from 1; ties by id"),
        new("rank_net_gmv", "UInt64", "Place by net_gmv, from 1; ties by id"),
        new("rank_units", "UInt64", "Place by units, from 1; ties by id"),
        new("rank_orders", "UInt64", "Place by orders, from 1; ties by id"),
    ];

    /// <summary>By minute.</summary>
    public static readonly AnalystView Curve = CurveOf(
        "v_campaign_curve", "minute", "minutes", "entity_minutes",
        [AnalystViews.Sum("impressions", "Impressions"), AnalystViews.Sum("orders", "Orders created")]);

    /// <summary>By hour.</summary>
    public static readonly AnalystView Hours = CurveOf(
        "v_campaign_hours", "hour", "hours", "entity_hours",
        [AnalystViews.Sum("impressions", "Impressions"), AnalystViews.Sum("views", "Views of live rooms"), AnalystViews.Sum("orders", "Orders created")]);

    /// <summary>By whole days, to which every event belongs that is no more than 30 days late.</summary>
    public static readonly AnalystView Leaderboard = new()
    {
        Name = "v_leaderboard",
        Comment = "Who sold most over a span of calendar days of the engine's zone: totals of every entity of a kind with its places",
        Parameters = [AnalystViews.KindAsked, new("first", "Date", "first day"), new("last", "Date", "last day, which counts too")],
        Columns = Totals,
        Select = db => Ranked($$"""{{db}}.entity_days AS e FINAL WHERE kind = {kind:String} AND bucket BETWEEN {first:Date} AND {last:Date}"""),
    };

    /// <summary>By hours.</summary>
    public static readonly AnalystView LeaderboardOfHours = new()
    {
        Name = "v_leaderboard_hours",
        Comment = "Who sold most from one instant to another, both on the hour: totals of every entity of a kind with its places. Events that came when their hour was no longer among the last 24 are in v_leaderboard only",
        Parameters = [AnalystViews.KindAsked, .. Span],
        Columns = Totals,
        Select = db => Ranked($$"""{{db}}.entity_hours AS e FINAL WHERE kind = {kind:String} AND bucket >= {start:DateTime('UTC')} AND bucket < {end:DateTime('UTC')}"""),
    };

    private static AnalystView CurveOf(string name, string bucket, string buckets, string table, ImmutableArray<Column> more) => new()
    {
        Name = name,
        Comment = $"The curve of a campaign by UTC {bucket}, for the platform, every field and every scene, against the mean of the same {buckets} of the 7 days before its start",
        Parameters = Span,
        Columns =
        [
            new("kind", AnalystViews.Label, "platform, channel (the fields distribution, self, shelf) or scene"),
            AnalystViews.Id,
            new(bucket, AnalystViews.Second, $"Start of the UTC {bucket}"),
            .. more,
            AnalystViews.Sum("paid_orders", "Orders paid"),
            AnalystViews.Sum("units", "Units of paid orders"),
            AnalystViews.Sum("gmv", "Amount of paid orders, fen"),
            AnalystViews.Sum("refund_amount", "Amount refunded, fen"),
            AnalystViews.Sum("gmv_so_far", "gmv since the start of the campaign, this one included, fen"),
            new("paid_orders_before", "Float64", $"Orders paid in the same {bucket} of the 7 days before the start, mean of a day"),
            new("gmv_before", "Float64", $"gmv in the same {bucket} of the 7 days before the start, mean of a day, fen"),
            new("gmv_growth", AnalystViews.Ratio, "gmv / gmv_before - 1; null when there was none before"),
        ],
        Select = db => $$"""
            WITH {start:DateTime('UTC')} AS campaign_start, {end:DateTime('UTC')} AS campaign_end,
                (SELECT max(bucket) FROM {{db}}.{{table}} WHERE kind = 'platform') AS latest
            SELECT
                kind, id, {{bucket}},
                {{string.Join("\n    ", more.Select(c => $"sumIf(e.{c.Name}, ahead = 0) AS {c.Name},"))}}
                sumIf(e.paid_orders, ahead = 0) AS paid_orders,
                sumIf(e.units, ahead = 0) AS units,
                sumIf(e.gmv, ahead = 0) AS gmv,
                sumIf(e.refund_amount, ahead = 0) AS refund_amount,
                sum(gmv) OVER (PARTITION BY kind, id ORDER BY {{bucket}}) AS gmv_so_far,
                sumIf(e.paid_orders, ahead > 0) / 7 AS paid_orders_before,
                sumIf(e.gmv, ahead > 0) / 7 AS gmv_before,
                gmv / nullIf(gmv_before, 0) - 1 AS gmv_growth
            FROM
            (
                SELECT
                    *,
                    if(bucket >= campaign_start, [0], range(1, 8 + greatest(0, intDiv(least(campaign_end, latest) - campaign_start, 86400)))) AS days_ahead,
                    arrayJoin(days_ahead) AS ahead,
                    bucket + toIntervalDay(ahead) AS {{bucket}}
                FROM {{db}}.{{table}} FINAL
                WHERE kind IN ('platform', 'channel', 'scene') AND bucket >= campaign_start - toIntervalDay(7) AND bucket < campaign_end
            ) AS e
            WHERE {{bucket}} >= campaign_start AND {{bucket}} < campaign_end AND {{bucket}} <= latest
            GROUP BY kind, id, {{bucket}}
            """,
    };

    private static string Ranked(string source) => $"""
        SELECT
            *,
            row_number() OVER (ORDER BY gmv DESC, id) AS rank_gmv,
            row_number() OVER (ORDER BY net_gmv DESC, id) AS rank_net_gmv,
            row_number() OVER (ORDER BY units DESC, id) AS rank_units,
            row_number() OVER (ORDER BY orders DESC, id) AS rank_orders
        FROM
        (
            SELECT
                id,
                sum(e.gmv) AS gmv,
                sum(e.gmv) - sum(e.refund_amount) AS net_gmv,
                sum(e.units) AS units,
                sum(e.paid_orders) AS orders,
                sum(e.refunds) AS refunds
            FROM {source}
            GROUP BY id
        )
        """;
}

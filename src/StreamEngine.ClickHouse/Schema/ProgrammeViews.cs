namespace StreamEngine.ClickHouse.Schema;

/// <summary>Configured campaigns and programmes: who leads, who has reached a milestone, who has official subsidy.</summary>
internal static class ProgrammeViews
{
    private static readonly Column Campaign = new("campaign", AnalystViews.Label, "Id of the campaign");

    /// <summary>Totals with places.</summary>
    public static readonly AnalystView Leaders = new()
    {
        Name = "v_campaign_leaderboard",
        Comment = "Who leads a configured campaign: what every entity has sold within it, to the millisecond and however late it came, with its places among its kind. The engine's API has the first 100",
        Columns =
        [
            Campaign, AnalystViews.Kind, AnalystViews.Id,
            AnalystViews.Sum("gmv", "Amount of paid orders, fen"),
            AnalystViews.Sum("net_gmv", "gmv less the amount refunded, fen; may be negative"),
            AnalystViews.Sum("units", "Units of paid orders, not reduced by refunds"),
            AnalystViews.Sum("orders", "Orders paid"),
            AnalystViews.Sum("refunds", "Refunds, those of earlier orders too"),
            AnalystViews.Sum("buyers", "Distinct buyers since the start, estimated (HyperLogLog); 0 for products"),
            .. new[] { "gmv", "net_gmv", "units", "orders" }.Select(by => new Column($"rank_{by}", "UInt64", $"Place by {by} among its kind, from 1; ties by id")),
        ],
        Select = db => $"""
            SELECT
                campaign, kind, id, gmv, net_gmv, units, orders, refunds, buyers,
                row_number() OVER (PARTITION BY campaign, kind ORDER BY gmv DESC, id) AS rank_gmv,
                row_number() OVER (PARTITION BY campaign, kind ORDER BY net_gmv DESC, id) AS rank_net_gmv,
                row_number() OVER (PARTITION BY campaign, kind ORDER BY units DESC, id) AS rank_units,
                row_number() OVER (PARTITION BY campaign, kind ORDER BY orders DESC, id) AS rank_orders
            FROM {db}.campaign_totals FINAL
            """,
    };

    /// <summary>How many milestones were reached.</summary>
    public static readonly AnalystView Progress = new()
    {
        Name = "v_milestone_progress",
        Comment = "How many entities have reached their milestone, by campaign and kind; v_milestones has each",
        Columns =
        [
            Campaign,
            new("kind", AnalystViews.Label, "brand, merchant, leader or product"),
            new("figure", AnalystViews.Label, "The figure that crosses the line: net_gmv or units"),
            AnalystViews.Sum("threshold", "The line, fen or units; as it was configured last"),
            new("reached", "UInt64", "Entities that have crossed it"),
            new("below_now", "UInt64", "Of them those that refunds have taken back under it"),
            new("first_reached", "DateTime64(3, 'UTC')", "The tick at which the first one crossed it"),
            new("last_reached", "DateTime64(3, 'UTC')", "The tick at which the last one did"),
        ],
        Select = db => $"""
            SELECT
                campaign, kind, any(m.figure) AS figure, argMax(m.threshold, tick) AS threshold,
                count() AS reached, countIf(m.below_now) AS below_now, min(tick) AS first_reached, max(tick) AS last_reached
            FROM {db}.milestones AS m FINAL
            GROUP BY campaign, kind
            """,
    };

    /// <summary>Who has official subsidy now.</summary>
    public static readonly AnalystView Pool = new()
    {
        Name = "v_subsidy_pool",
        Comment = "Products with official subsidy (官方补贴) in a campaign now, and those that had it: their last change. The engine's API has the ranks of now",
        Columns =
        [
            Campaign, AnalystViews.Id,
            new("subsidised", "Bool", "Whether it has it now"),
            new("since", "DateTime64(3, 'UTC')", "The tick of its last change"),
            AnalystViews.Sum("rank", "Its place when it entered, from 1; 0 when it left"),
            new("score", "Float64", "Its score then, 0 to 100"),
            new("times_entered", "UInt64", "How often it has entered the pool"),
        ],
        Select = db => $"""
            SELECT
                campaign, id, argMax(entered, tick) AS subsidised, max(tick) AS since,
                argMax(s.rank, tick) AS rank, argMax(s.score, tick) AS score, countIf(entered) AS times_entered
            FROM {db}.subsidy_changes AS s FINAL
            GROUP BY campaign, id
            """,
    };
}

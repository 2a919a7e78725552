namespace StreamEngine.ClickHouse.Schema;

/// <summary>Leaders (团长).</summary>
internal static class LeaderViews
{
    /// <summary>The leaders of a day.</summary>
    public static readonly AnalystView Leaders = new()
    {
        Name = "v_leaders",
        Comment = "Leaders (团长) by day: their figures over the month window that ends with the day, as of its last tick, ranked by distributed GMV",
        Columns =
        [
            new("day", "Date", "The window's last day, of the engine's zone"),
            new("place", "UInt64", "Place by distributed_gmv on the day; ties by id in UTF-8 order"),
            new("leader", "String", "Id of the leader"),
            new("distributed_gmv", "Int64", "Paid in distribution, fen"),
            new("distributed_orders", "Int64", "Orders in distribution"),
            new("merchants", "Int64", "Distinct merchants with a distribution order"),
            new("products", "Int64", "Distinct products with a distribution order"),
            new("creators", "Int64", "Distinct creators with a distribution order"),
            new("pairs", "Int64", "Distinct pairs of merchant and creator with a distribution order in the last 7 days"),
            new("quality_refund_rate", AnalystViews.Ratio, "Refunds for quality by all paid orders that name the leader; null without orders"),
            new("commission_mean", AnalystViews.Ratio, "Mean commission rate of its distribution orders, basis points; null without any"),
        ],
        Select = db => $$"""
            SELECT
                day, row_number() OVER (PARTITION BY day ORDER BY distributed_gmv DESC, leader) AS place, leader,
                distributed_gmv, distributed_orders, merchants, products, creators, pairs,
                quality_refunds / nullIf(paid_orders, 0) AS quality_refund_rate, commission_bp / nullIf(distributed_orders, 0) AS commission_mean
            FROM {{db}}.leader_figures FINAL
            """,
    };
}

namespace StreamEngine.ClickHouse.Schema;

/// <summary>川流: what handoffs bring about.</summary>
internal static class HandoffViews
{
    /// <summary>Treated against held out.</summary>
    public static readonly AnalystView Uplift = new()
    {
        Name = "v_handoff_uplift",
        Comment = "Uplift of handoffs (川流) of the platform and of every merchant: what pairs of merchant and buyer spend in the merchant's own channel within 15 days after their first "
            + "distribution order, treated against held out, over the pairs of a span of days that are at least 15 days old, with a 95 % interval by the delta method",
        Parameters =
        [
            new("first", "Date", "first day of the pairs' first distribution orders, of the engine's zone"),
            new("last", "Date", "last day; days up to 15 days before the last data count, however late it is"),
        ],
        Columns =
        [
            new("kind", "String", "platform or merchant"),
            new("id", "String", "Id of the merchant; all for the platform"),
            new("treated_pairs", "Int64", "Pairs that creators are rewarded for"),
            new("held_out_pairs", "Int64", "Pairs that are held out, one in ten"),
            new("treated_mean", "Float64", "What a treated pair spent on average, fen"),
            new("held_out_mean", "Float64", "What a held-out pair spent on average, fen"),
            new("uplift", AnalystViews.Ratio, "treated_mean / held_out_mean - 1; 0.15 is 15 %; null when either group has no pairs or the hold-out spent nothing"),
            new("low", AnalystViews.Ratio, "Lower end of the interval; null while a group has fewer than two pairs or spent nothing"),
            new("high", AnalystViews.Ratio, "Upper end of the interval"),
        ],
        Select = db => $$"""
            WITH
                treated_gmv / nullIf(treated_pairs, 0) AS mt,
                held_out_gmv / nullIf(held_out_pairs, 0) AS mh,
                mt / nullIf(mh, 0) AS ratio,
                (treated_squares - treated_gmv * treated_gmv / treated_pairs) / nullIf(treated_pairs - 1, 0) / treated_pairs / nullIf(mt * mt, 0) AS vt,
                (held_out_squares - held_out_gmv * held_out_gmv / held_out_pairs) / nullIf(held_out_pairs - 1, 0) / held_out_pairs / nullIf(mh * mh, 0) AS vh,
                1.959963984540054 * ratio * sqrt((vt + vh + abs(vt + vh)) / 2) AS reach
            SELECT
                kind, id, treated_pairs, held_out_pairs, ifNull(mt, 0) AS treated_mean, ifNull(mh, 0) AS held_out_mean,
                ratio - 1 AS uplift, ratio - 1 - reach AS low, ratio - 1 + reach AS high
            FROM
            (
                SELECT
                    grouping(merchant) = 1 ? 'platform' : 'merchant' AS kind,
                    grouping(merchant) = 1 ? 'all' : merchant AS id,
                    sumIf(pairs, NOT held_out) AS treated_pairs,
                    sumIf(pairs, held_out) AS held_out_pairs,
                    toFloat64(sumIf(self_gmv, NOT held_out)) AS treated_gmv,
                    toFloat64(sumIf(self_gmv, held_out)) AS held_out_gmv,
                    sumIf(self_gmv_squares, NOT held_out) AS treated_squares,
                    sumIf(self_gmv_squares, held_out) AS held_out_squares
                FROM {{db}}.handoff_days FINAL
                WHERE day BETWEEN {first:Date} AND {last:Date} AND day <= (SELECT max(bucket) FROM {{db}}.entity_days WHERE kind = 'platform') - 16
                GROUP BY GROUPING SETS ((), (merchant))
            )
            """,
    };
}

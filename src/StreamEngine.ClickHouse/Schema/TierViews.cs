namespace StreamEngine.ClickHouse.Schema;

/// <summary>Tiers: benefits of 精选好物 (L5), how many went where, why, and who is on the move.</summary>
internal static class TierViews
{
    /// <summary>Who has the benefits of L5.</summary>
    public static readonly AnalystView Benefits = new()
    {
        Name = "v_benefits",
        Comment = "The benefits of L5 (精选好物) of every product that has ever had them, as its last change into or out of L5 left them",
        Columns =
        [
            AnalystViews.Id,
            new("granted", "Bool", "Whether the product is in L5 and has the benefits"),
            new("traffic_multiplier", "Float64", "Weight in traffic distribution since that change; the weight of a tier below L5 changes with the tier"),
            new("tag", "Bool", "Exclusive tag"),
            new("subsidy", "Bool", "Official subsidy"),
            new("priority_matching", "Bool", "Matched first with good creators"),
            new("since", "DateTime64(3, 'UTC')", "The tick of the change"),
            new("reason", AnalystViews.Label, "Why it changed"),
            new("change_id", "String", "The change, as in v_tier_changes"),
            new("times_granted", "UInt64", "How often the benefits have been granted"),
        ],
        Select = db => $$"""
            SELECT
                id,
                argMax(assumeNotNull(benefits_granted), (epoch, tick)) AS granted,
                argMax(assumeNotNull(c.traffic_multiplier), (epoch, tick)) AS traffic_multiplier,
                argMax(assumeNotNull(c.tag), (epoch, tick)) AS tag,
                argMax(assumeNotNull(c.subsidy), (epoch, tick)) AS subsidy,
                argMax(assumeNotNull(c.priority_matching), (epoch, tick)) AS priority_matching,
                tupleElement(max((epoch, tick)), 2) AS since,
                argMax(c.reason, (epoch, tick)) AS reason,
                argMax(c.change_id, (epoch, tick)) AS change_id,
                countIf(assumeNotNull(benefits_granted)) AS times_granted
            FROM {{db}}.tier_changes AS c FINAL
            WHERE kind = 'product' AND benefits_granted IS NOT NULL
            GROUP BY id
            """,
    };

    /// <summary>How many went where on a day.</summary>
    public static readonly AnalystView Matrix = new()
    {
        Name = "v_tier_matrix",
        Comment = "Tier changes by calendar day: how many went from which tier to which",
        Parameters = [AnalystViews.Zone],
        Columns =
        [
            new("day", "Date", "The calendar day of the tick"),
            AnalystViews.Kind,
            new("from_tier", AnalystViews.Label, "Tier before"),
            new("to_tier", AnalystViews.Label, "Tier after"),
            new("changes", "UInt64", "Changes"),
            new("entities", "UInt64", "Entities that made them"),
            new("by_reason", "Map(String, UInt64)", "Changes by reason"),
        ],
        Select = db => $$"""
            SELECT day, kind, from_tier, to_tier, sum(n) AS changes, uniqExactArray(ids) AS entities, mapSort(CAST((groupArray(toString(reason)), groupArray(n)), 'Map(String, UInt64)')) AS by_reason
            FROM
            (
                SELECT toDate(tick, {zone:String}) AS day, kind, from_tier, to_tier, reason, count() AS n, groupUniqArray(id) AS ids
                FROM {{db}}.tier_changes FINAL
                GROUP BY day, kind, from_tier, to_tier, reason
            )
            GROUP BY day, kind, from_tier, to_tier
            """,
    };

    /// <summary>Why an entity changed.</summary>
    public static readonly AnalystView Reasons = new()
    {
        Name = "v_tier_change_indicators",
        Comment = "Why tiers changed: a row for every indicator of every change, with its S at the entity's last change and now",
        Columns =
        [
            AnalystViews.Kind,
            AnalystViews.Id,
            new("tick", "DateTime64(3, 'UTC')", "The tick of the change"),
            new("change_id", "String", "The change, as in v_tier_changes"),
            new("from_tier", AnalystViews.Label, "Tier before"),
            new("to_tier", AnalystViews.Label, "Tier after"),
            new("reason", AnalystViews.Label, "unrated, first_rating, gate:..., violation, scorecard or score"),
            new("score", "Float64", "Score now, 0 to 100"),
            new("previous_score", AnalystViews.Ratio, "Score at the entity's last change; null if there was none"),
            new("place", "UInt32", "Place of the indicator in its scorecard, from 1"),
            new("indicator", AnalystViews.Label, "Id of the indicator"),
            new("before", AnalystViews.Ratio, "S at the entity's last change, 0 to 100; null if there was none"),
            new("after", "Float64", "S now, 0 to 100; 50 is the category's average"),
            new("moved", AnalystViews.Ratio, "after - before"),
        ],
        Select = db => $$"""
            SELECT
                kind, id, tick, change_id, from_tier, to_tier, reason, score, previous_score,
                place, indicators.id AS indicator, indicators.before AS before, indicators.after AS after, after - before AS moved
            FROM (SELECT * FROM {{db}}.tier_changes FINAL)
            ARRAY JOIN indicators.id, indicators.before, indicators.after, arrayEnumerate(indicators.id) AS place
            """,
    };

    /// <summary>Whose score moved most.</summary>
    public static readonly AnalystView Movers = new()
    {
        Name = "v_movers",
        Comment = "How far the scores of a kind moved from one instant to another, both on the minute, and which indicator moved furthest. Entities that had no score at the first instant are left out",
        Parameters =
        [
            AnalystViews.KindAsked,
            new("start", AnalystViews.Second, "the last score before it is where an entity comes from"),
            new("end", AnalystViews.Second, "the last score before it is where an entity is"),
        ],
        Columns =
        [
            AnalystViews.Id,
            new("tier_before", "String", "Tier or band at the start"),
            new("tier", "String", "Tier or band at the end"),
            new("score_before", "Float64", "Score at the start, 0 to 100"),
            new("score", "Float64", "Score at the end, 0 to 100"),
            new("moved", "Float64", "score - score_before"),
            new("indicator", "String", "The indicator whose S moved furthest; ties by id"),
            new("indicator_before", "Float64", "Its S at the start, 0 to 100"),
            new("indicator_after", "Float64", "Its S at the end, 0 to 100"),
        ],
        Select = db => $$"""
            WITH
                arrayMap(i -> (toString(i), old.4[indexOf(old.3, i)], new.4[indexOf(new.3, i)]), arrayFilter(i -> has(old.3, i), new.3)) AS both,
                arraySort(i -> (-abs(i.3 - i.2), i.1), both)[1] AS furthest
            SELECT
                id, old.2 AS tier_before, new.2 AS tier, old.1 AS score_before, new.1 AS score, score - score_before AS moved,
                furthest.1 AS indicator, furthest.2 AS indicator_before, furthest.3 AS indicator_after
            FROM
            (
                SELECT
                    id,
                    argMaxIf((s.score, s.tier, indicators.id, indicators.s), minute, minute < {start:DateTime('UTC')}) AS old,
                    argMax((s.score, s.tier, indicators.id, indicators.s), minute) AS new
                FROM {{db}}.scores AS s FINAL
                WHERE kind = {kind:String} AND minute < {end:DateTime('UTC')}
                GROUP BY id
                HAVING min(minute) < {start:DateTime('UTC')}
            )
            """,
    };
}

using System.Collections.Immutable;
using static StreamEngine.Commerce.CommerceColumnType;

namespace StreamEngine.Commerce;

/// <summary>
/// The tables of the commerce systems. A new one is declared here and named in <see cref="All"/>; its comments are in the ClickHouse project's
/// <c>Schema/CommerceSchema.cs</c>, and a test holds the two together. Whoever fills it does no more than <see cref="CommerceRows.Begin"/>.
/// </summary>
public static class CommerceTables
{
    /// <summary>What every entity has sold within a campaign, absolute.</summary>
    public static readonly CommerceTable CampaignTotals = new("campaign_totals", keyColumns: 3, isVersioned: true,
        new("campaign", Label), new("kind", Label), new("id", Text),
        new("gmv", Integer), new("net_gmv", Integer), new("units", Integer), new("orders", Integer), new("refunds", Integer), new("buyers", Integer));

    /// <summary>Milestones of a campaign that were reached.</summary>
    public static readonly CommerceTable Milestones = new("milestones", keyColumns: 3, isVersioned: true,
        new("campaign", Label), new("kind", Label), new("id", Text),
        new("tick", Time), new("figure", Label), new("threshold", Integer), new("reached", Integer), new("below_now", Flag));

    /// <summary>Products that entered or left a campaign's subsidy pool.</summary>
    public static readonly CommerceTable SubsidyChanges = new("subsidy_changes", keyColumns: 4, isVersioned: false,
        new("campaign", Label), new("tick", Time), new("id", Text), new("epoch", Integer),
        new("change_id", Text), new("entered", Flag), new("rank", Integer), new("score", Real));

    /// <summary>Manual decisions.</summary>
    public static readonly CommerceTable Decisions = new("decisions", keyColumns: 1, isVersioned: true,
        new("id", Text),
        new("ts", Time), new("tick", Time), new("merchant", Text), new("action", Label), new("kind", Label), new("entity", Text), new("by", Text), new("why", Text),
        new("event_id", Text), new("event_type", Label), new("event_time", Time), new("product", Text), new("creator", Text), new("repeat", Flag), new("handoff_creator", Text));

    /// <summary>Handoffs (川流), those held out too.</summary>
    public static readonly CommerceTable Handoffs = new("handoffs", keyColumns: 3, isVersioned: true,
        new("merchant", Text), new("buyer", Text), new("order", Text),
        new("creator", Text), new("edge_time", Time), new("order_time", Time), new("amount", Integer), new("held_out", Flag));

    /// <summary>Openings of merchants' own rooms with the audiences that were published for them.</summary>
    public static readonly CommerceTable HandoffAudiences = new("handoff_audiences", keyColumns: 3, isVersioned: true,
        new("merchant", Text), new("room", Text), new("tick", Time),
        new("opened", Time), new("buyers", Integer), new("limited", Flag));

    /// <summary>What creators have earned with handoffs, by day.</summary>
    public static readonly CommerceTable CreatorRewards = new("creator_rewards", keyColumns: 2, isVersioned: true,
        new("creator", Text), new("day", Day),
        new("handoff_orders", Integer), new("handoff_gmv", Integer), new("earned", Integer), new("reward", Integer));

    /// <summary>What the effect of handoffs is worked out from: by day of pairs' first distribution order, merchant and group.</summary>
    public static readonly CommerceTable HandoffDays = new("handoff_days", keyColumns: 3, isVersioned: true,
        new("day", Day), new("merchant", Text), new("held_out", Flag),
        new("pairs", Integer), new("self_gmv", Integer), new("self_gmv_squares", Real));

    /// <summary>Figures of leaders over the month window, by the day that ends it.</summary>
    public static readonly CommerceTable LeaderFigures = new("leader_figures", keyColumns: 2, isVersioned: true,
        new("leader", Text), new("day", Day),
        new("distributed_gmv", Integer), new("distributed_orders", Integer), new("paid_orders", Integer), new("quality_refunds", Integer),
        new("commission_bp", Integer), new("merchants", Integer), new("products", Integer), new("creators", Integer), new("pairs", Integer));

    /// <summary>All of them; a table's place here is its number.</summary>
    public static readonly ImmutableArray<CommerceTable> All =
    [
        CampaignTotals, Milestones, SubsidyChanges, Decisions,
        Handoffs, HandoffAudiences, CreatorRewards, HandoffDays, LeaderFigures,
    ];

    /// <summary>The table of a name; null when there is none.</summary>
    public static CommerceTable? Find(string name)
    {
        foreach (var table in All) if (table.Name == name) return table;
        return null;
    }
}

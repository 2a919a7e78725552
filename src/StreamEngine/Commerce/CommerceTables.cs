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

    /// <summary>All of them; a table's place here is its number.</summary>
    public static readonly ImmutableArray<CommerceTable> All = [CampaignTotals, Milestones, SubsidyChanges, Decisions];

    /// <summary>The table of a name; null when there is none.</summary>
    public static CommerceTable? Find(string name)
    {
        foreach (var table in All) if (table.Name == name) return table;
        return null;
    }
}

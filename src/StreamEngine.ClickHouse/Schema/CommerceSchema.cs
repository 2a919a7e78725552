using System.Collections.Immutable;
using StreamEngine.Commerce;

namespace StreamEngine.ClickHouse.Schema;

/// <summary>
/// The tables of the commerce systems: made from their declarations in the engine, with comments from here. Types, order, key and version are the declaration's.
/// </summary>
public static class CommerceSchema
{
    private const string Campaign = "Id of the campaign";
    private const string Buyer = "The buyer: the XxHash128 of its id in UTF-8, 32 hexadecimal digits; the id itself where buyers are exposed";
    private const string Kind = "Kind of the entity: product, merchant, creator, leader, brand, category, scene, channel or platform";
    private const string Id = "Id of the entity; a product's is merchant/product";

    /// <summary>What each table holds, and then what each of its columns does, in their order.</summary>
    private static readonly Dictionary<CommerceTable, string[]> Comments = new()
    {
        [CommerceTables.CampaignTotals] =
        [
            "What every entity has sold within a campaign: of events with start <= time < end, absolute, the newest version of a row counts",
            Campaign, Kind, Id,
            "Amount of paid orders, fen", "gmv less the amount refunded, fen; may be negative", "Units of paid orders, not reduced by refunds", "Orders paid",
            "Refunds, those of earlier orders too", "Distinct buyers since the start of the campaign, estimated (HyperLogLog); 0 for products",
        ],
        [CommerceTables.Milestones] =
        [
            "Milestones of a campaign that were reached, each announced once; the newest version of a row says where its figure stands",
            Campaign, "Kind of the entity: brand, merchant, leader or product", Id,
            "The tick at which the line was first crossed", "The figure that crossed it: net_gmv or units", "The line, fen or units", "The figure at that tick, fen or units",
            "True when refunds have taken the figure back under the line",
        ],
        [CommerceTables.SubsidyChanges] =
        [
            "Products that entered or left the pool of products with official subsidy of a campaign; the same whenever it is sent again",
            Campaign, "The tick at which it was decided", "Id of the product: merchant/product", "Epoch of the engine: 0 until offsets are reset or a scorecard is changed",
            "The change's own id, campaign:product:id:epoch:tick", "True when the product entered, false when it left", "Its place in the pool, from 1; 0 when it left",
            "Its score, 0 to 100, six decimals; that of the last time in the pool when it left",
        ],
        [CommerceTables.Decisions] =
        [
            "Manual decisions that were applied: who, why, when, and about what",
            "Id of the decision", "When it was made", "The tick from which it shows", "The merchant on whose partition it is", "reverse, reinstate, freeze_tier or release_tier",
            "Of a tier that is frozen or released: product or merchant; else empty", "Id of the entity whose tier it is; else empty", "Who made it: any text", "Why: any text",
            "Id of the event that is reversed or reinstated; else empty", "Type of that event", "Time of that event; 1970-01-01 when there is none",
            "The product that the event names, merchant/product", "The creator that the event names", "The order had counted as a repeat purchase",
            "The creator that the order had been credited to as a handoff",
        ],
        [CommerceTables.Handoffs] =
        [
            "Handoffs (川流): orders of buyers in a merchant's own live room or videos within 15 days after a creator had brought them to the merchant, those held out too",
            "Id of the merchant", Buyer, "Id of the order in the merchant's own channel", "The creator that had brought the buyer and is credited",
            "When it had: the time of the pair's newest distribution order before", "Time of the order", "What the buyer paid, fen",
            "True for pairs of the hold-out, one in ten: recorded, neither credited nor rewarded",
        ],
        [CommerceTables.HandoffAudiences] =
        [
            "Openings of merchants' own live rooms, with how many buyers with an open edge (川流) were published for each to the topic handoff-audiences",
            "Id of the merchant", "Id of the live room", "The tick that published the audience", "When the room opened", "Buyers published, held-out ones left out",
            "True when there were more buyers than an audience takes",
        ],
        [CommerceTables.CreatorRewards] =
        [
            "What creators earn with handoffs (川流) by day: what a tick credits counts on the tick's day, weighed by the creator's band before the tick",
            "Id of the creator", "Day of the engine's zone", "Handoffs credited on the day", "Their amounts, fen",
            "Impressions earned, up to the limit of a creator and day, before the daily budget", "Impressions granted: earned, scaled down when the day exceeds its budget",
        ],
        [CommerceTables.HandoffDays] =
        [
            "What the effect of handoffs (川流) is worked out from: pairs of merchant and buyer by the day of their first distribution order, and what they then spent in "
                + "the merchant's own channel within 15 days; v_handoff_uplift has the result",
            "Day of the pairs' first distribution order, of the engine's zone", "Id of the merchant", "True for the hold-out, false for the pairs that are treated",
            "Pairs", "What they spent in channel self within 15 days after their first distribution order, fen",
            "Sum of the squares of what each of them spent, fen squared; exact in the engine, the nearest double here",
        ],
        [CommerceTables.LeaderFigures] =
        [
            "Figures of leaders (团长) over the month window that ends with the day, as of the day's last tick: a row for every day at whose end the leader is known",
            "Id of the leader", "The window's last day, of the engine's zone", "Paid in distribution, fen", "Orders in distribution", "All paid orders that name the leader",
            "Refunds for quality that name the leader", "Sum of the commission rates of its distribution orders, basis points",
            "Distinct merchants with a distribution order", "Distinct products with a distribution order", "Distinct creators with a distribution order",
            "Distinct pairs of merchant and creator with a distribution order in the last 7 days",
        ],
    };

    /// <summary>All of them, in the order of <see cref="CommerceTables.All"/>.</summary>
    public static readonly ImmutableArray<Table> All = [.. CommerceTables.All.Select(TableOf)];

    /// <summary>The place of a table in <see cref="All"/>.</summary>
    internal static int NumberOf(CommerceTable table) => CommerceTables.All.IndexOf(table);

    /// <summary>The key column whose month a row's partition is; -1: the table has one partition.</summary>
    internal static int PartitionColumn(CommerceTable table)
    {
        for (var column = 0; column < table.KeyColumns; column++)
        {
            if (table.Columns[column].Type is CommerceColumnType.Time or CommerceColumnType.Day) return column;
        }
        return -1;
    }

    private static Table TableOf(CommerceTable table)
    {
        var comments = Comments[table];
        var columns = table.Columns.Select((column, i) => Of(column, comments[i + 1])).ToList();
        if (table.IsVersioned) columns.Insert(table.KeyColumns, Tables.RowVersion);
        var partition = PartitionColumn(table);
        return new Table
        {
            Name = table.Name,
            Comment = comments[0],
            Columns = [.. columns],
            KeyColumns = table.KeyColumns,
            PartitionBy = partition < 0 ? "" : $"toYYYYMM({table.Columns[partition].Name})",
        };
    }

    private static Column Of(CommerceColumn column, string comment) => column.Type switch
    {
        CommerceColumnType.Text => new(column.Name, "String", comment, "ZSTD(1)"),
        CommerceColumnType.Label => new(column.Name, "LowCardinality(String)", comment),
        CommerceColumnType.Integer => new(column.Name, "Int64", comment, "T64, LZ4"),
        CommerceColumnType.Real => new(column.Name, "Float64", comment, "ZSTD(1)"),
        CommerceColumnType.Flag => new(column.Name, "Bool", comment),
        CommerceColumnType.Time => new(column.Name, "DateTime64(3, 'UTC')", comment, "Delta(8), ZSTD(1)"),
        CommerceColumnType.Day => new(column.Name, "Date", comment, "Delta(2), ZSTD(1)"),
        _ => new(column.Name, "String", comment, "ZSTD(1)"),
    };
}

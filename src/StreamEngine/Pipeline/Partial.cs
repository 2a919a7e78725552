using StreamEngine.Commerce;
using StreamEngine.Commerce.Campaigns;
using StreamEngine.Entities;
using StreamEngine.Scoring;
using StreamEngine.Windows;

namespace StreamEngine.Pipeline;

/// <summary>A buyer of an entity, by the row that the entity and day have in the kind's deltas.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Row">The row.</param>
/// <param name="Hash">XxHash64 of the buyer's id.</param>
internal readonly record struct BuyerSighting(EntityKind Kind, int Row, ulong Hash)
{
    public void Save(SnapshotWriter to)
    {
        to.Byte((byte)Kind);
        to.Unsigned((ulong)Row);
        to.Hash(Hash);
    }

    public static BuyerSighting Load(SnapshotReader from) => new((EntityKind)from.Byte(), from.Index(), from.Hash64());
}

/// <summary>A sale of a creator that names a category, by their rows in the partial; negative when it is taken back.</summary>
/// <param name="CreatorRow">The creator's row; its day is the day of the sale.</param>
/// <param name="CategoryRow">The category's row.</param>
/// <param name="Amount">What was paid, fen.</param>
internal readonly record struct CategorySale(int CreatorRow, int CategoryRow, long Amount)
{
    public void Save(SnapshotWriter to)
    {
        to.Unsigned((ulong)CreatorRow);
        to.Unsigned((ulong)CategoryRow);
        to.Signed(Amount);
    }

    public static CategorySale Load(SnapshotReader from) => new(from.Index(), from.Index(), from.Signed());
}

/// <summary>
/// Everything that a lane says at a tick: what the merge's entities get from it, and what its own entities put out. A lane and the merge know each other
/// only by (partition, tick, partial). Made by a lane, read by the merge, which returns it to the pool.
/// </summary>
internal sealed partial class Partial
{
    /// <summary>The kinds that the merge gets by name.</summary>
    public static readonly EntityKind[] Kinds =
        [EntityKind.Creator, EntityKind.Leader, EntityKind.Brand, EntityKind.Category, EntityKind.Scene, EntityKind.Channel];

    private readonly PartialDeltas[] _deltas = [.. Kinds.Select(_ => new PartialDeltas())];

    public int Partition { get; private set; }

    /// <summary>The tick that the lane closed.</summary>
    public long Tick { get; private set; }

    /// <summary>The first offset of the partition that is not in the tick.</summary>
    public long NextOffset { get; private set; }

    public List<BuyerSighting> Buyers { get; } = [];

    public LeaderSales LeaderSales { get; } = new();

    public List<CategorySale> CategorySales { get; } = [];

    /// <summary>Merchants that are new to the lane, or that it has forgotten: a merchant lives in one partition only.</summary>
    public List<string> NewMerchants { get; } = [];

    /// <inheritdoc cref="NewMerchants"/>
    public List<string> ForgottenMerchants { get; } = [];

    /// <summary>Tier changes of the lane's own entities.</summary>
    public List<TierChange> Changes { get; } = [];

    /// <summary>Score rows of the lane's own entities.</summary>
    public List<ScoreRow> Scores { get; } = [];

    /// <summary>Rows of the lane's own entities.</summary>
    public RowBlocks Rows { get; } = new();

    /// <summary>Rows of commerce tables that the lane puts out.</summary>
    public CommerceRows CommerceRows { get; } = new();

    /// <summary>What the lane announces.</summary>
    public List<Announcement> Announcements { get; } = [];

    /// <summary>What has changed of who could have official subsidy.</summary>
    public List<SubsidyCandidate> SubsidyCandidates { get; } = [];

    public PartialDeltas Of(EntityKind kind) => _deltas[kind - EntityKind.Creator];

    /// <summary>Whether the end of a bounded input closed the tick, not an event: a partition that goes on does not say it.</summary>
    public bool EndsInput { get; private set; }

    /// <summary>The lane's own: rows of buckets that began before this instant are not handed on.</summary>
    public long RowFloor { get; set; } = long.MinValue;

    public void Begin(int partition, long tick, long nextOffset, bool endsInput = false)
    {
        Partition = partition;
        Tick = tick;
        NextOffset = nextOffset;
        EndsInput = endsInput;
        foreach (var deltas in _deltas) deltas.Clear();
        Buyers.Clear();
        LeaderSales.Clear();
        CategorySales.Clear();
        NewMerchants.Clear();
        ForgottenMerchants.Clear();
        Changes.Clear();
        Scores.Clear();
        Rows.Clear();
        CommerceRows.Clear();
        Announcements.Clear();
        SubsidyCandidates.Clear();
    }
}

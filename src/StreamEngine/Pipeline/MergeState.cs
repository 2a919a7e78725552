using StreamEngine.Commerce;
using StreamEngine.Commerce.Campaigns;
using StreamEngine.Commerce.Matching;
using StreamEngine.Entities;
using StreamEngine.Scoring;
using StreamEngine.Windows;

namespace StreamEngine.Pipeline;

/// <summary>
/// The entities that every partition contributes to: creators, leaders, brands, categories, scenes, channels and the platform. Takes a tick's partials in
/// partition order and puts the tick out. What it does is a function of the partials alone. Owned by the merge's task.
/// </summary>
internal sealed partial class MergeState
{
    private static readonly byte[] PlatformId = "all"u8.ToArray();
    private static readonly ulong PlatformHash = IdTable.HashOf(PlatformId, IdTable.NoParent);

    private readonly LaneSetup _setup;
    private readonly EntityTable[] _tables;
    private readonly EntityTable _platform;
    private readonly ZoneCalendar _calendar;
    private readonly NameTable _sellers = new();
    private readonly EntityBudget _budget;
    private readonly MerchantHomes _homes = new();
    private readonly long[] _values = new long[Metrics.Count];
    private readonly List<int>[] _entities;
    private readonly CampaignBook _campaigns;
    private readonly List<NewMilestone> _reached = [];

    public MergeState(LaneSetup setup)
    {
        _setup = setup;
        var options = setup.Options;
        var calendar = new ZoneCalendar(options.Zone);
        _budget = new EntityBudget(options.MergeEntityLimit);
        EntityTable Table(EntityKind kind, ReadOnlySpan<WindowMetric> inputs) => new(kind, inputs, setup.Spans, calendar, _budget)
        {
            Creators = kind == EntityKind.Leader ? new DistinctMembers(_sellers, options.DistinctLimit) : null,
        };
        _tables =
        [
            .. Partial.Kinds.Select(kind => Table(kind, kind switch
            {
                EntityKind.Creator => setup.Scorecards.Creator.Inputs,
                EntityKind.Leader => LeaderBook.Inputs,
                _ => default,
            })),
        ];
        _platform = Table(EntityKind.Platform, default);
        _campaigns = new CampaignBook(setup.Campaigns, EntityKind.Creator, EntityKind.Platform, options.CampaignEntityLimit, calendar, options.MonthBuckets);
        SubsidyPools = new SubsidyPools(setup.Campaigns);
        _entities = [.. Partial.Kinds.Select(_ => new List<int>())];
        CreatorCandidates = new Candidates(Of(EntityKind.Creator), setup.Scorecards.Creator);
        CreatorBoard = new ScoreBoard(setup.Scorecards.Creator, Of(EntityKind.Creator), setup.Epoch, null) { Watcher = setup.Matches ? CreatorCandidates : null };
        _categorySales = new CategorySales(setup.Spans.Days, options.MergeEntityLimit * CategoriesPerEntity);
        _calendar = calendar;
        Rewards = new CreatorRewards(options.Handoffs);
        Leaders = new LeaderBook(Of(EntityKind.Leader), options.DistinctLimit, options.MonthBuckets);
    }

    /// <summary>Scores of the creators.</summary>
    public ScoreBoard CreatorBoard { get; }

    /// <summary>Additions that an entity did not get because the limit kept it out.</summary>
    public long EntityRefused => _budget.Refused + _categorySales.Refused;

    /// <summary>Members of leaders' distinct counts that had to go.</summary>
    public long DistinctEvicted => Of(EntityKind.Leader).Creators!.Evicted + Leaders.Evicted;

    /// <summary>Sums cut at the end of a 64-bit integer.</summary>
    public long Saturated => _tables.Sum(t => t.Saturated) + _platform.Saturated + _campaigns.Saturated;

    /// <summary>The score of a creator, explained; null when it is not here.</summary>
    public ScoreExplanation? Explain(ReadOnlySpan<byte> creator, long tick) =>
        CreatorBoard.Explain(Of(EntityKind.Creator).Ids.Find(IdTable.HashOf(creator, IdTable.NoParent), IdTable.NoParent, creator), tick);

    /// <summary>Starts a tick: the windows move to it.</summary>
    public void Begin(TickOutput output)
    {
        CreatorBoard.BeginTick(output.Tick, output.Scores);
        BeginCommerce(output);
        foreach (var table in _tables) table.Advance(output.Tick - 1, output.Rows);
        _platform.Advance(output.Tick - 1, output.Rows);
        _categorySales.Advance(_calendar.DayOf(output.Tick - 1));
    }

    /// <summary>Takes what one lane says at the tick. Lanes come in partition order.</summary>
    /// <exception cref="EngineFault">A merchant is on two partitions.</exception>
    public void Add(Partial partial, TickOutput output)
    {
        foreach (var merchant in partial.NewMerchants) _homes.Settle(merchant, partial.Partition);
        foreach (var merchant in partial.ForgottenMerchants) _homes.Leave(merchant);
        var version = _setup.Version(output.Tick);
        foreach (var kind in Partial.Kinds) Fold(kind, partial.Of(kind), version);
        foreach (var sighting in partial.Buyers) SeeBuyer(partial, sighting, version);
        Credit(partial, version);
        for (var sale = 0; sale < partial.LeaderSales.Count; sale++) SeeSale(partial, sale);
        foreach (var sale in partial.CategorySales) Sell(partial, sale, version);
        output.Rows.AddRange(partial.Rows);
        output.Scores.AddRange(partial.Scores);
        output.Changes.AddRange(partial.Changes);
        output.CommerceRows.AddRange(partial.CommerceRows);
        output.Announcements.AddRange(partial.Announcements);
        foreach (var candidate in partial.SubsidyCandidates) SubsidyPools.Take(in candidate);
    }

    /// <summary>Ends a tick: scores what changed and collects what leaves.</summary>
    public void End(TickOutput output, bool collectRows)
    {
        if (!_campaigns.IsEmpty) EndCampaignTick(output);
        CreatorBoard.Evaluate(output.Tick, output.Changes);
        var version = _setup.Version(output.Tick);
        Rewards.EndTick(version);
        Leaders.NoteChanges(version);
        output.Changes.Sort(TierChangeOrder.WithinTick);
        if (output.Announcements.Count > 1) output.Announcements.Sort(AnnouncementOrder.WithinTick);
        if (collectRows) CollectRows(output);
        var creators = Of(EntityKind.Creator);
        foreach (var creator in creators.Leaving()) CreatorBoard.Forget(creator, output.Scores);
        creators.Forget();
        foreach (var leader in Of(EntityKind.Leader).Leaving()) Leaders.Forget(leader);
        foreach (var table in _tables[1..]) EndUnscored(table);
        EndUnscored(_platform);
        _sellers.Sweep();
        if (collectRows) CollectCommerce(output);
    }

    /// <summary>Kinds without a scorecard have nothing to evaluate.</summary>
    private static void EndUnscored(EntityTable table)
    {
        table.ClearDirty();
        table.Leaving();
        table.Forget();
    }

    /// <summary>Hands over everything that is still here when the input has ended.</summary>
    public void EndInput(TickOutput output)
    {
        CollectRows(output);
        CollectCommerce(output);
        CreatorBoard.EndMinute(output.Scores);
    }

    private EntityTable Of(EntityKind kind) => _tables[kind - EntityKind.Creator];

    private void CollectRows(TickOutput output)
    {
        foreach (var table in _tables) table.CollectRows(output.Rows);
        _platform.CollectRows(output.Rows);
        _campaigns.CollectRows(output.CommerceRows);
    }

    private void Fold(EntityKind kind, PartialDeltas deltas, long version)
    {
        var table = Of(kind);
        var entities = _entities[kind - EntityKind.Creator];
        entities.Clear();
        var prefetches = table.Ids.Count > Prefetch.WorthAbove;
        for (var row = 0; row < deltas.Count; row++)
        {
            if (prefetches) FetchAhead(table, deltas, row);
            ref readonly var source = ref deltas[row];
            var entity = table.FindOrAdmit(source.Hash, IdTable.NoParent, deltas.Name(row), out var admitted);
            if (admitted && kind == EntityKind.Leader) Leaders.Admit(entity);
            entities.Add(entity);
            deltas.Unpack(row, _values);
            if (entity >= 0) table.Fold(entity, in source.Head, _values, version);
            if (_campaigns.Concerns(in source.Head)) AddToCampaigns(kind, source.Hash, deltas.Name(row), in source.Head, version);
            // Every event has a channel: the platform is the sum of its channels.
            if (kind == EntityKind.Channel && Platform() is var platform and >= 0) _platform.Fold(platform, in source.Head, _values, version);
        }
    }

    /// <summary>Fetches, some rows ahead of the one that is being folded, what the lookups and additions of those will touch.</summary>
    private static void FetchAhead(EntityTable table, PartialDeltas deltas, int row)
    {
        const int Step = EntityTable.FoldsAhead;
        int Ahead(int steps) => row + steps * Step < deltas.Count ? table.Ids.Guess(deltas[row + steps * Step].Hash) : -1;
        if (row + 4 * Step < deltas.Count) table.Ids.PrefetchSlot(deltas[row + 4 * Step].Hash);
        if (Ahead(3) is var third and >= 0) table.PrefetchHeads(third);
        if (Ahead(2) is var second and >= 0) table.PrefetchBuckets(second);
        if (Ahead(1) is var first and >= 0) table.PrefetchValues(first);
    }

    private int Platform() => _platform.FindOrAdmit(IdTable.HashOf(PlatformId, IdTable.NoParent), IdTable.NoParent, PlatformId, out _);

    private void SeeBuyer(Partial partial, BuyerSighting sighting, long version)
    {
        var entity = _entities[sighting.Kind - EntityKind.Creator][sighting.Row];
        var day = partial.Of(sighting.Kind)[sighting.Row].Head.Day;
        if (entity >= 0) Of(sighting.Kind).SeeBuyer(entity, day, sighting.Hash, version);
        if (!_campaigns.IsEmpty) SeeCampaignBuyer(partial, sighting, version);
        if (sighting.Kind == EntityKind.Channel && Platform() is var platform and >= 0) _platform.SeeBuyer(platform, day, sighting.Hash, version);
    }
}

using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text;
using StreamEngine.Commerce;
using StreamEngine.Commerce.Campaigns;
using StreamEngine.Commerce.Decisions;
using StreamEngine.Commerce.Matching;
using StreamEngine.Entities;
using StreamEngine.Events;
using StreamEngine.Scoring;
using StreamEngine.Windows;

namespace StreamEngine.Pipeline;

/// <summary>
/// The state of one partition: its merchants and products, buyers, and what the current tick adds to everybody. Applies events and closes ticks;
/// when to do which is the <see cref="Lane"/>'s business. Owned by the lane's thread.
/// </summary>
internal sealed partial class LaneState
{
    private readonly LaneSetup _setup;
    private readonly EntityBudget _budget;
    private readonly EntityTable _merchants, _products;
    private readonly TickDeltas _merchantDeltas = new(), _productDeltas = new();
    private readonly ScoreBoard _merchantBoard, _productBoard;
    private readonly LaneNames _names = new();
    private readonly BuyerPairs _pairs;
    private readonly List<(int Row, ulong Hash)> _merchantBuyers = [];
    private readonly List<BuyerSighting> _buyers = [];
    private readonly LeaderSales _leaderSales = new();
    private readonly List<int> _newMerchants = [];
    private readonly CampaignBook _campaigns;
    private readonly SubsidyWatch? _subsidy;
    private readonly List<NewMilestone> _reached = [];

    public LaneState(LaneSetup setup, ZoneCalendar calendar)
    {
        _setup = setup;
        var options = setup.Options;
        _budget = new EntityBudget(setup.PerPartition(options.EntityLimit));
        _merchants = new EntityTable(EntityKind.Merchant, setup.Scorecards.Merchant.Inputs, setup.Spans, calendar, _budget)
        {
            Creators = new DistinctMembers(_names.Creators, options.DistinctLimit),
        };
        _products = new EntityTable(EntityKind.Product, setup.Scorecards.Product.Inputs, setup.Spans, calendar, _budget)
        {
            Creators = new DistinctMembers(_names.Creators, options.DistinctLimit),
            Owners = _merchants.Ids,
            Categories = _names.Categories,
            Brands = _names.Brands,
        };
        _merchantBoard = new ScoreBoard(setup.Scorecards.Merchant, _merchants, setup.Epoch, null);
        ProductCandidates = new Candidates(_products, setup.Scorecards.Product);
        _productBoard = new ScoreBoard(setup.Scorecards.Product, _products, setup.Epoch, _names.Categories)
        {
            Watcher = setup.Matches ? ProductCandidates : null,
            Top = SubsidyPools.AreIn(setup.Campaigns) ? [] : null,
        };
        if (_productBoard.Top is not null) _subsidy = new SubsidyWatch(_productBoard, _products);
        _calendar = calendar;
        _leaves = day => calendar.StartOf(day) >= RowFloor;
        _handoffDays = new HandoffDays(_names.Merchants, options.MonthBuckets + (int)Math.Ceiling(options.HandoffWindow.TotalDays) + 1);
        _pairs = new BuyerPairs(new PairNames(_names.Creators, _names.Merchants, _names.Buyers), (long)options.RepeatWindow.TotalMilliseconds, (long)options.HandoffWindow.TotalMilliseconds,
            options.HoldOutOneIn, setup.PerPartition(options.PairLimit));
        _campaigns = new CampaignBook(
            setup.Campaigns, EntityKind.Product, EntityKind.Merchant, setup.PerPartition(options.CampaignEntityLimit), calendar, options.MonthBuckets);
        Ledger = new DecisionLedger(options.MonthBuckets, setup.PerPartition(options.DecisionLimit));
    }

    /// <summary>The boards of the lane's own kinds, for reading scores at the end.</summary>
    public IReadOnlyList<ScoreBoard> Boards => [_merchantBoard, _productBoard];

    /// <summary>The score of a merchant, or of a product by its id <c>merchant/product</c>, explained; null when it is not here.</summary>
    public ScoreExplanation? Explain(EntityKind kind, ReadOnlySpan<byte> id, long tick)
    {
        if (kind == EntityKind.Merchant) return _merchantBoard.Explain(Find(_merchants, IdTable.NoParent, id), tick);
        if (!ProductId.TryParse(id, out var merchantName, out var product)) return null;
        var merchant = Find(_merchants, IdTable.NoParent, merchantName);
        return merchant < 0 ? null : _productBoard.Explain(Find(_products, merchant, product), tick);
    }

    /// <summary>Applies an event whose time and checks are settled. <paramref name="eventTime"/> includes it.</summary>
    public void Apply(in LiveEvent e, in EventPlace place, long eventTime)
    {
        var merchant = FindOrAdmit(_merchants, IdTable.NoParent, e.Merchant, out var isNew);
        if (isNew) _newMerchants.Add(merchant);
        var product = merchant >= 0 && !e.Product.IsEmpty ? FindOrAdmit(_products, merchant, e.Product, out _) : -1;
        var (category, brand) = product >= 0 ? Describe(product, in e) : (Intern(_names.Categories, e.Category), Intern(_names.Brands, e.Brand));
        var creator = Intern(_names.Creators, e.Creator);

        var merchantRow = merchant < 0 ? -1 : Row(_merchantDeltas, merchant, in place);
        var productRow = product < 0 ? -1 : Row(_productDeltas, product, in place);
        var creatorRow = creator < 0 ? -1 : Row(_names.Of(EntityKind.Creator), creator, in place);

        var effect = default(PaidOrderEffect);
        if (e.Type == EventType.OrderPaid && !e.Buyer.IsEmpty)
            effect = _pairs.Apply(e.Merchant, e.Buyer, creator, e.Channel == Channel.Self, e.Amount, e.Time, eventTime);

        Contribution.Begin(out var contribution);
        var to = EventMetrics.Of(in e, effect.Repeat, ref contribution);
        Give(to, merchantRow, productRow, creatorRow, in contribution);
        if ((to & Addressees.Wide) == 0) Contribution.Begin(out contribution);
        var rows = AddWide(in e, category, brand, in place, in contribution);

        if (e.Type == EventType.LiveStarted && creator < 0) OpenRoom(in e, eventTime);
        if (e.Type != EventType.OrderPaid) return;
        if (effect.Handoff || effect.IsFirst || effect.CountsAfterFirst) Record(in e, in effect, merchantRow, in place, eventTime);
        if (creator >= 0)
        {
            Sold(merchant, product, creator, place.Day);
            if (rows.Leader >= 0) _leaderSales.Add(rows.Leader, creatorRow, e.Merchant, e.Product);
            SoldOf(creatorRow, rows.Category, e.Amount);
        }
        if (!e.Buyer.IsEmpty) SeeBuyer(e.Buyer, merchantRow, creatorRow, in rows);
    }

    /// <summary>
    /// Closes a tick: windows move, the tick's additions are folded in, what changed is scored, and all of it goes into the partial.
    /// </summary>
    /// <param name="tick">The tick.</param>
    /// <param name="partial">Where it goes; begun for this tick.</param>
    /// <param name="collectRows">Whether every changed row is handed over, not only those whose bucket leaves.</param>
    /// <param name="last">Whether the input has ended, so that the running minute's scores are due too.</param>
    public void CloseTick(long tick, Partial partial, bool collectRows, bool last)
    {
        foreach (var merchant in _newMerchants) partial.NewMerchants.Add(Encoding.UTF8.GetString(_merchants.Ids.Name(merchant)));
        _newMerchants.Clear();
        _merchantBoard.BeginTick(tick, partial.Scores);
        _productBoard.BeginTick(tick, partial.Scores);

        var version = _setup.Version(tick);
        _merchants.Advance(tick - 1, partial.Rows);
        _products.Advance(tick - 1, partial.Rows);
        _merchants.Fold(_merchantDeltas, version);
        _products.Fold(_productDeltas, version);
        foreach (var (row, hash) in _merchantBuyers) _merchants.SeeBuyer(_merchantDeltas[row].Entity, _merchantDeltas[row].Day, hash, version);
        if (!_campaigns.IsEmpty) AddToCampaigns(tick, version, partial);
        _merchantBoard.Evaluate(tick, partial.Changes);
        _productBoard.Evaluate(tick, partial.Changes);
        _subsidy?.EndTick(partial.SubsidyCandidates);
        HandOnHandoffs(tick, partial, collectRows || last);
        if (collectRows || last)
        {
            _merchants.CollectRows(partial.Rows);
            _products.CollectRows(partial.Rows);
            _campaigns.CollectRows(partial.CommerceRows);
        }
        if (last)
        {
            _merchantBoard.EndMinute(partial.Scores);
            _productBoard.EndMinute(partial.Scores);
        }
        foreach (var product in _products.Leaving()) ForgetProduct(product, partial);
        _products.Forget();
        foreach (var merchant in _merchants.Leaving()) ForgetMerchant(merchant, partial);
        _merchants.Forget();
        HandOn(partial);
    }

    /// <summary>Copies what limits have cost into the lane's counters.</summary>
    public void CountLimits(LaneCounters counters)
    {
        counters.EntityRefused = _budget.Refused;
        counters.PairsEvicted = _pairs.Evicted;
        counters.DecisionsEvicted = Ledger.Evicted;
        counters.DistinctEvicted = _merchants.Creators!.Evicted + _products.Creators!.Evicted;
        counters.Saturated = _merchants.Saturated + _products.Saturated + _campaigns.Saturated;
        counters.CampaignRefused = _campaigns.Refused;
    }

    private void HandOn(Partial partial)
    {
        partial.Buyers.AddRange(_buyers);
        partial.LeaderSales.AddRange(_leaderSales);
        partial.CategorySales.AddRange(_categorySales);
        _buyers.Clear();
        _leaderSales.Clear();
        _categorySales.Clear();
        foreach (var decision in Ledger.New) DecisionRows.Add(partial.CommerceRows, decision, _setup.Version(partial.Tick));
        Ledger.New.Clear();
        _merchantBuyers.Clear();
        _merchantDeltas.Clear();
        _productDeltas.Clear();
        _names.Export(partial);
    }

    private void ForgetMerchant(int merchant, Partial partial)
    {
        partial.ForgottenMerchants.Add(Encoding.UTF8.GetString(_merchants.Ids.Name(merchant)));
        _merchantBoard.Forget(merchant, partial.Scores);
        Ledger.Release(EntityKind.Merchant, merchant);
    }

    private void ForgetProduct(int product, Partial partial)
    {
        ref var state = ref _products[product];
        if (state.Category >= 0) _names.Categories.Release(state.Category);
        if (state.Brand >= 0) _names.Brands.Release(state.Brand);
        _productBoard.Forget(product, partial.Scores);
        _subsidy?.Forget(product, partial.SubsidyCandidates);
        Ledger.Release(EntityKind.Product, product);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Give(Addressees to, int merchantRow, int productRow, int creatorRow, in Contribution contribution)
    {
        if (productRow >= 0 && (to & Addressees.Product) != 0) _productDeltas.Add(productRow, in contribution);
        if (merchantRow >= 0 && (to & Addressees.Merchant) != 0) _merchantDeltas.Add(merchantRow, in contribution);
        if (creatorRow >= 0 && (to & Addressees.Creator) != 0) _names.Of(EntityKind.Creator).Add(creatorRow, in contribution);
    }

    /// <summary>Rows of the wide kinds that an event has touched; -1 for none.</summary>
    private readonly record struct WideRows(int Leader, int Brand, int Category, int Scene, int Channel);

    private WideRows AddWide(in LiveEvent e, int category, int brand, in EventPlace place, in Contribution contribution) => new(
        AddWide(EntityKind.Leader, Intern(_names.Leaders, e.Leader), in place, in contribution),
        AddWide(EntityKind.Brand, brand, in place, in contribution),
        AddWide(EntityKind.Category, category, in place, in contribution),
        AddWide(EntityKind.Scene, e.Scene == Scene.None ? -1 : (int)e.Scene, in place, in contribution),
        AddWide(EntityKind.Channel, (int)e.Channel, in place, in contribution));

    private int AddWide(EntityKind kind, int number, in EventPlace place, in Contribution contribution)
    {
        if (number < 0) return -1;
        var deltas = _names.Of(kind);
        var row = Row(deltas, number, in place);
        if (contribution.Mask != 0) deltas.Add(row, in contribution);
        return row;
    }

    /// <summary>The number of a name; -1 for none.</summary>
    private static int Intern(NameTable names, ReadOnlySpan<byte> name) => name.IsEmpty ? -1 : names.Intern(name);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Row(TickDeltas deltas, int entity, in EventPlace place) => place.IsCurrent
        ? deltas.Current(entity, place.Minute, place.Day, place.Slice)
        : deltas.Late(entity, place.Minute, place.Day, place.Slice, place.InHourWindow, place.InDayWindow);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int FindOrAdmit(EntityTable table, int parent, ReadOnlySpan<byte> name, out bool admitted) =>
        table.FindOrAdmit(IdTable.HashOf(name, parent), parent, name, out admitted);

    private static int Find(EntityTable table, int parent, ReadOnlySpan<byte> name) => table.Ids.Find(IdTable.HashOf(name, parent), parent, name);

    /// <summary>Gives a product the category and brand that an event carries; returns their numbers, -1 for none.</summary>
    private (int Category, int Brand) Describe(int product, in LiveEvent e)
    {
        ref var state = ref _products[product];
        return (Point(product, ref state.Category, _names.Categories, e.Category), Point(product, ref state.Brand, _names.Brands, e.Brand));
    }

    private int Point(int product, ref int number, NameTable names, ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty) return -1;
        if (number >= 0 && names[number].SequenceEqual(name)) return number;
        _products.MarkDescribed(product);
        var next = names.Intern(name);
        names.Retain(next);
        if (number >= 0) names.Release(number);
        return number = next;
    }

    /// <summary>A creator sold: it counts among the distinct creators of the product and the merchant.</summary>
    private void Sold(int merchant, int product, int creator, int day)
    {
        if (merchant >= 0) _merchants.SeeCreator(merchant, creator, day);
        if (product >= 0) _products.SeeCreator(product, creator, day);
    }

    private void SeeBuyer(ReadOnlySpan<byte> buyer, int merchantRow, int creatorRow, in WideRows rows)
    {
        var hash = XxHash64.HashToUInt64(buyer);
        if (merchantRow >= 0) _merchantBuyers.Add((merchantRow, hash));
        See(EntityKind.Creator, creatorRow, hash);
        See(EntityKind.Leader, rows.Leader, hash);
        See(EntityKind.Brand, rows.Brand, hash);
        See(EntityKind.Category, rows.Category, hash);
        See(EntityKind.Scene, rows.Scene, hash);
        See(EntityKind.Channel, rows.Channel, hash);
    }

    private void See(EntityKind kind, int row, ulong hash)
    {
        if (row >= 0) _buyers.Add(new BuyerSighting(kind, row, hash));
    }
}

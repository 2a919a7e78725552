using StreamEngine.Commerce;
using StreamEngine.Entities;
using StreamEngine.Windows;

namespace StreamEngine.Pipeline;

/// <summary>What the merge keeps of the commerce systems: the rewards of creators (川流) and the figures of leaders (团长).</summary>
internal sealed partial class MergeState
{
    /// <summary>What creators earn with handoffs.</summary>
    public CreatorRewards Rewards { get; }

    /// <summary>The leaders' figures.</summary>
    public LeaderBook Leaders { get; }

    /// <summary>The latest day on which anything was counted for the platform; null before the first.</summary>
    public int? LastDay
    {
        get
        {
            var platform = _platform.Ids.Find(IdTable.HashOf(PlatformId, IdTable.NoParent), IdTable.NoParent, PlatformId);
            return platform >= 0 && _platform.Days.Newest(platform) is var newest and >= 0 ? (int)_platform.Days.SpanOf(newest) : null;
        }
    }

    /// <summary>Days begin, before the windows move.</summary>
    private void BeginCommerce(TickOutput output)
    {
        var day = _calendar.DayOf(output.Tick - 1);
        Rewards.BeginTick(day, output.CommerceRows);
        Leaders.BeginTick(day, _setup.Version(output.Tick), output.CommerceRows);
        Rewards.Leaves = Leaders.Leaves = _calendar.StartOf(day) >= RowFloor;
    }

    /// <summary>Credits what a lane has added to creators' handoffs, with the band that they had before the tick.</summary>
    private void Credit(Partial partial, long version)
    {
        const ulong Handoffs = 1UL << (int)Metric.HandoffOrders;
        var deltas = partial.Of(EntityKind.Creator);
        for (var row = 0; row < deltas.Count; row++)
        {
            ref readonly var source = ref deltas[row];
            var creator = _entities[0][row];
            if ((source.Head.Mask & Handoffs) == 0 || creator < 0) continue;
            deltas.Unpack(row, _values);
            var gmv = (source.Head.Mask & Metrics.Bit(Metric.HandoffGmv)) != 0 ? _values[(int)Metric.HandoffGmv] : 0;
            var factor = _setup.Options.Handoffs.RewardFactors.GetValueOrDefault(CreatorBoard.TierOf(creator));
            Rewards.Credit(source.Hash, deltas.Name(row), _values[(int)Metric.HandoffOrders], gmv, factor, version);
        }
    }

    private void SeeSale(Partial partial, int sale)
    {
        var row = partial.LeaderSales.LeaderRow(sale);
        var leader = _entities[EntityKind.Leader - EntityKind.Creator][row];
        if (leader < 0) return;
        var creator = partial.Of(EntityKind.Creator).Name(partial.LeaderSales.CreatorRow(sale));
        var day = partial.Of(EntityKind.Leader)[row].Head.Day;
        Of(EntityKind.Leader).SeeCreator(leader, _sellers.Intern(creator), day);
        Leaders.See(leader, partial.LeaderSales.Merchant(sale), partial.LeaderSales.Product(sale), creator, day);
    }

    private void CollectCommerce(TickOutput output)
    {
        Rewards.Collect(output.CommerceRows);
        Leaders.Collect(output.CommerceRows);
    }
}

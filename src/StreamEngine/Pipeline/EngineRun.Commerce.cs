using System.Text;
using StreamEngine.Commerce;

namespace StreamEngine.Pipeline;

public sealed partial class EngineRun
{
    private static readonly int FirstDay = new DateOnly(1970, 1, 1).DayNumber;

    /// <summary>
    /// The uplift of handoffs (川流): pairs whose first distribution order lies in a span of days and is at least as old as the handoff window, treated against held out.
    /// Known are the days that orders may still change; older ones are in ClickHouse. From any thread; holds each lane up for as long as it takes to look at its days.
    /// </summary>
    /// <param name="merchant">A merchant; null for the platform.</param>
    /// <param name="first">The first day; null for the oldest that is known.</param>
    /// <param name="last">The last day; null, or one that is too young, for the latest whose pairs are all old enough.</param>
    public UpliftOfDays MeasureUplift(string? merchant, DateOnly? first, DateOnly? last)
    {
        int? latest;
        lock (_merge.Gate) latest = _merge.State.LastDay;
        var to = (latest ?? int.MinValue / 2) - (int)Math.Ceiling(_options.HandoffWindow.TotalDays) - 1;
        if (last is { } wanted) to = Math.Min(to, wanted.DayNumber - FirstDay);
        var from = first is { } asked ? asked.DayNumber - FirstDay : to - _options.MonthBuckets;
        UpliftGroup treated = default, heldOut = default;
        var name = merchant is null ? [] : Encoding.UTF8.GetBytes(merchant);
        for (var p = 0; p < _lanes.Length; p++)
        {
            lock (_gates[p]) _lanes[p].State.SumUplift(from, to, name, ref treated, ref heldOut);
        }
        return new UpliftOfDays(DateOf(from), DateOf(to), Uplift.Of(treated, heldOut));
    }

    /// <summary>What creators have earned with handoffs on the day of the last tick, highest reward first, then by id in UTF-8 order. From any thread.</summary>
    /// <param name="most">How many at most.</param>
    public RewardsOfDay Rewards(int most)
    {
        lock (_merge.Gate)
        {
            var rewards = _merge.State.Rewards;
            List<CreatorReward> all = [.. rewards.All()];
            all.Sort((a, b) => a.Reward != b.Reward ? b.Reward.CompareTo(a.Reward) : Encoding.UTF8.GetBytes(a.Creator).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b.Creator)));
            var day = _merge.LastTick is null ? (DateOnly?)null : DateOf(rewards.Day);
            return new RewardsOfDay(day, all.Count, (long)Int128.Min(rewards.Earned, long.MaxValue), _options.Handoffs.RewardBudget, [.. all.Take(most)]);
        }
    }

    /// <summary>The figures of a leader (团长) over the month window; null when it is not known. From any thread.</summary>
    public LeaderFigures? FindLeader(string leader)
    {
        lock (_merge.Gate) return _merge.State.Leaders.Find(Encoding.UTF8.GetBytes(leader));
    }

    /// <summary>The first leaders by distributed GMV of the month window, then by id in UTF-8 order. From any thread.</summary>
    public IReadOnlyList<LeaderFigures> TopLeaders(int most)
    {
        lock (_merge.Gate) return _merge.State.Leaders.Top(most);
    }

    private static DateOnly DateOf(int day) => DateOnly.FromDayNumber((int)Math.Clamp(FirstDay + (long)day, DateOnly.MinValue.DayNumber, DateOnly.MaxValue.DayNumber));
}

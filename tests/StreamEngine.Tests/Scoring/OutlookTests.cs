using CsCheck;
using StreamEngine.Entities;
using StreamEngine.Scoring;
using Xunit;

namespace StreamEngine.Tests.Scoring;

public sealed class OutlookTests
{
    /// <summary>Cuts 35, 45, 52, 60, 68; margin 3; hold 60 s.</summary>
    private static readonly Scorecard Product = Scorecard.Compile(EntityKind.Product, DefaultScorecards.Product);

    private const long Tick = 1_000_000, TickMs = 1000;

    [Theory]
    [InlineData(43.5, true)]
    [InlineData(44.999999, true)]
    [InlineData(43.499999, false)]
    [InlineData(45, false)] // reached: it rises by itself
    public void A_score_little_below_the_next_cut_may_rise_at_the_next_tick(double score, bool near) =>
        Assert.Equal(near ? new NearChange(OutlookChange.Rise, 2, 45, Tick + TickMs) : null, Of(tier: 1, score));

    [Theory]
    [InlineData(43.499999, true)]
    [InlineData(42, true)]
    [InlineData(43.5, false)]
    public void A_score_little_above_the_line_below_which_its_tier_is_lost_may_fall(double score, bool near) =>
        Assert.Equal(near ? new NearChange(OutlookChange.Fall, 1, 42, Tick + TickMs) : null, Of(tier: 2, score));

    [Theory]
    [InlineData(TierState.NoChange, Tick + TickMs)]
    [InlineData(Tick - 60_000, Tick + TickMs)]
    [InlineData(Tick - 59_000, Tick + 1000)]
    [InlineData(Tick - 58_999, Tick + 2000)]
    [InlineData(Tick, Tick + 60_000)]
    public void A_fall_can_happen_at_the_first_tick_after_the_hold(long lastChange, long at) =>
        Assert.Equal(at, Of(tier: 2, 42.5, lastChange)!.Value.At);

    [Fact]
    public void A_fall_that_waits_comes_when_its_hold_ends_and_leads_where_the_score_holds()
    {
        Assert.Equal(new NearChange(OutlookChange.Waits, 1, 49, Tick + 7000), Of(tier: 3, 41, waitsUntil: Tick + 6500));
        Assert.Equal(0, Of(tier: 3, 20, waitsUntil: Tick + 6500)!.Value.To);
    }

    [Fact]
    public void Neither_the_unrated_nor_the_ends_of_the_ladder_are_near_anything()
    {
        Assert.Null(Outlook.Of(Product, new TierState(0, false, TierState.NoChange), 34.9, TierDecision.NotWaiting, Tick, TickMs, 1.5));
        Assert.Null(Of(tier: 0, 1));
        Assert.Null(Of(tier: 5, 90));
    }

    /// <summary>The ladder is the judge: what is near happens when the score crosses the line, at the tick named, and not a tick before.</summary>
    [Fact]
    public void What_is_told_is_what_the_ladder_does_once_the_line_is_crossed()
    {
        var seen = new int[3];
        (from tier in Gen.Int[0, 5]
         from score in Gen.Double[20, 75]
         from ago in Gen.Long[0, 100_000]
         from within in Gen.Double[0, 5]
         select (Tier: (byte)tier, Score: Normalisers.Round6(score), Ago: ago, Within: within)).Sample(e =>
        {
            var state = new TierState(e.Tier, true, (Tick - e.Ago) / TickMs * TickMs);
            var decided = Decide(state, e.Score, Tick);
            if (decided.Changed) return; // not a state that an entity is left in
            if (Outlook.Of(Product, in state, e.Score, decided.WaitsUntil, Tick, TickMs, e.Within) is not { } near) return;
            Interlocked.Increment(ref seen[(int)near.Change]);
            var crossed = near.Change switch { OutlookChange.Rise => near.Line, OutlookChange.Fall => near.Line - 1e-6, _ => e.Score };
            var then = Decide(state, crossed, near.At);
            Assert.True(then.Changed);
            Assert.Equal(near.To, then.Next.Tier);
            if (near.At - TickMs > Tick) Assert.False(Decide(state, crossed, near.At - TickMs).Changed);
        }, iter: 20_000);
        Assert.All(seen, n => Assert.True(n > 100));
    }

    private static NearChange? Of(byte tier, double score, long lastChange = TierState.NoChange, long waitsUntil = TierDecision.NotWaiting) =>
        Outlook.Of(Product, new TierState(tier, true, lastChange), score, waitsUntil, Tick, TickMs, Outlook.DefaultWithin);

    private static TierDecision Decide(in TierState state, double score, long tick) => TierLadder.Decide(Product, in state, new Evaluation(score, true, false, 0), tick, false);
}

using CsCheck;
using StreamEngine.Entities;
using StreamEngine.Scoring;
using Xunit;

namespace StreamEngine.Tests.Scoring;

public sealed class TierLadderTests
{
    private const byte L0 = 0, L1 = 1, L2 = 2, L3 = 3, L4 = 4, L5 = 5;
    private const long Changed = 1_000_000, WithinHold = Changed + 59_999, AfterHold = Changed + 60_000;
    private const byte PaidOrdersGate = 1, CreatorsGate = 3, SevereGate = 6;

    private static readonly Scorecard Product = Scorecard.Compile(EntityKind.Product, DefaultScorecards.Product);
    private static readonly Scorecard Merchant = Scorecard.Compile(EntityKind.Merchant, DefaultScorecards.Merchant);

    [Theory]
    [InlineData(34.999999, L0)]
    [InlineData(35, L1)]
    [InlineData(51.9, L2)]
    [InlineData(67.999999, L4)]
    [InlineData(68, L5)]
    public void A_first_rating_goes_straight_to_the_highest_tier_reached(double score, byte tier)
    {
        var decision = Decide(TierState.Initial, score, tick: 5000);
        Assert.Equal(tier, decision.Next.Tier);
        Assert.True(decision.Next.Rated);
        Assert.Equal(tier == L0 ? TierReason.None : TierReason.FirstRating, decision.Reason);
        Assert.Equal(tier == L0 ? TierState.NoChange : 5000, decision.Next.LastChange);
    }

    [Fact]
    public void After_a_first_rating_without_a_record_a_rise_has_the_reason_score()
    {
        var rated = Decide(TierState.Initial, 20).Next;
        Assert.Equal(TierReason.Score, Decide(rated, 36).Reason);
    }

    [Fact]
    public void A_rating_after_having_been_unrated_is_a_first_rating()
    {
        var unrated = Decide(Rated(L3), 60, WithinHold, rated: false);
        Assert.Equal(TierReason.Unrated, unrated.Reason);
        var again = Decide(unrated.Next, 60, WithinHold + 1000);
        Assert.Equal((TierReason.FirstRating, L4), (again.Reason, again.Next.Tier));
    }

    [Fact]
    public void Becoming_unrated_does_not_wait_for_the_hold()
    {
        var decision = Decide(Rated(L4), 60, Changed + 1000, rated: false);
        Assert.Equal(new TierState(L0, false, Changed + 1000), decision.Next);
        Assert.Equal("unrated", decision.ReasonName);
    }

    [Fact]
    public void Becoming_unrated_in_the_lowest_tier_is_no_change_and_starts_no_hold()
    {
        var decision = Decide(Rated(L0), 20, AfterHold, rated: false);
        Assert.False(decision.Changed);
        Assert.Equal(new TierState(L0, false, Changed), decision.Next);
    }

    [Fact]
    public void A_rise_is_made_at_once_over_several_tiers() =>
        Assert.Equal(new TierState(L5, true, Changed + 1000), Decide(Rated(L1), 68, Changed + 1000).Next);

    [Theory]
    [InlineData(57, L4)]
    [InlineData(56.999999, L3)]
    [InlineData(49, L3)]
    [InlineData(48.999999, L2)]
    [InlineData(31.999999, L0)]
    public void A_fall_goes_to_the_highest_tier_that_the_score_holds_with_the_margin(double score, byte tier) =>
        Assert.Equal(tier, Decide(Rated(L4), score, AfterHold).Next.Tier);

    [Fact]
    public void A_merchant_has_a_margin_of_two_points()
    {
        Assert.False(Decide(Rated(3), 60, AfterHold, card: Merchant).Changed);
        Assert.Equal(2, Decide(Rated(3), 59.999999, AfterHold, card: Merchant).Next.Tier);
    }

    [Fact]
    public void A_fall_waits_until_the_hold_is_over()
    {
        var waiting = Decide(Rated(L4), 40, WithinHold);
        Assert.False(waiting.Changed);
        Assert.Equal(AfterHold, waiting.WaitsUntil);
        var fallen = Decide(waiting.Next, 40, AfterHold);
        Assert.Equal((L1, TierReason.Score, TierDecision.NotWaiting), (fallen.Next.Tier, fallen.Reason, fallen.WaitsUntil));
    }

    [Fact]
    public void A_fall_without_a_change_before_it_does_not_wait() =>
        Assert.Equal(L1, Decide(new TierState(L4, true, TierState.NoChange), 40, 1000).Next.Tier);

    [Fact]
    public void A_fall_with_a_severe_violation_does_not_wait()
    {
        var decision = Decide(Rated(L4), 30, WithinHold, severe: true, gate: SevereGate);
        Assert.Equal((L0, "violation"), (decision.Next.Tier, decision.ReasonName));
    }

    [Fact]
    public void A_gate_takes_the_top_tier_at_once_and_starts_the_hold_anew()
    {
        var decision = Decide(Rated(L5), 80, WithinHold, gate: CreatorsGate);
        Assert.Equal("gate:creators", decision.ReasonName);
        Assert.Equal(new TierState(L4, true, WithinHold), decision.Next);
        Assert.Equal(TierDecision.NotWaiting, decision.WaitsUntil);
    }

    [Fact]
    public void A_fall_that_the_hold_delays_passes_a_failing_gate_now_and_waits_for_a_hold_that_begins_anew()
    {
        var gated = Decide(Rated(L5), 40, WithinHold, gate: PaidOrdersGate);
        Assert.Equal((L4, "gate:paid_orders"), (gated.Next.Tier, gated.ReasonName));
        Assert.Equal(WithinHold + 60_000, gated.WaitsUntil);
        Assert.False(Decide(gated.Next, 40, AfterHold, gate: PaidOrdersGate).Changed);
        Assert.Equal(L1, Decide(gated.Next, 40, WithinHold + 60_000, gate: PaidOrdersGate).Next.Tier);
    }

    [Fact]
    public void A_fall_from_the_top_that_the_score_makes_is_not_the_gates()
    {
        var decision = Decide(Rated(L5), 64, AfterHold, gate: PaidOrdersGate);
        Assert.Equal((L4, "score"), (decision.Next.Tier, decision.ReasonName));
    }

    [Fact]
    public void A_gate_stops_a_rise_and_a_first_rating_at_the_tier_below_the_top_with_their_own_reason()
    {
        Assert.Equal((L4, "score"), Named(Decide(Rated(L2), 90, WithinHold, gate: PaidOrdersGate)));
        Assert.Equal((L4, "first_rating"), Named(Decide(TierState.Initial, 90, gate: PaidOrdersGate)));
        Assert.False(Decide(Rated(L4), 90, AfterHold, gate: PaidOrdersGate).Changed);
    }

    [Fact]
    public void The_first_tick_of_an_epoch_gives_the_reason_scorecard_unless_another_comes_first()
    {
        Assert.Equal("scorecard", Decide(Rated(L2), 60, AfterHold, epochFirst: true).ReasonName);
        Assert.Equal("scorecard", Decide(Rated(L4), 40, AfterHold, epochFirst: true).ReasonName);
        Assert.Equal("violation", Decide(Rated(L4), 30, AfterHold, severe: true, epochFirst: true).ReasonName);
        Assert.Equal("gate:creators", Decide(Rated(L5), 90, AfterHold, gate: CreatorsGate, epochFirst: true).ReasonName);
        Assert.Equal("first_rating", Decide(TierState.Initial, 60, epochFirst: true).ReasonName);
        Assert.Equal("unrated", Decide(Rated(L4), 60, rated: false, epochFirst: true).ReasonName);
    }

    [Fact]
    public void Entering_the_top_tier_grants_its_benefits_and_leaving_withdraws_them()
    {
        Assert.Equal(new Benefits(true, 1.25, true, true, true), TierLadder.BenefitsOf(Product, L3, L5));
        Assert.Equal(new Benefits(false, 1.12, false, false, false), TierLadder.BenefitsOf(Product, L5, L4));
        Assert.Equal(0.70, TierLadder.BenefitsOf(Product, L5, L0)!.TrafficMultiplier);
        Assert.Null(TierLadder.BenefitsOf(Product, L3, L4));
        Assert.Null(TierLadder.BenefitsOf(Merchant, 2, 3));
    }

    [Fact]
    public void Decisions_over_time_are_those_of_a_naive_restatement()
    {
        var step = Gen.Select(Gen.Int[1, 40], Gen.Double[25, 75], Gen.Int[0, 9], Gen.Int[0, 19], Gen.Int[0, 9], Gen.Bool)
            .Select((seconds, score, gate, severe, rated, epochFirst) =>
                (seconds, new Evaluation(severe == 0 ? 30 : score, rated > 0, severe == 0, gate < 4 ? (byte)0 : (byte)Math.Min(6, gate)), epochFirst));
        step.Array[1, 60].Sample(steps =>
        {
            var state = TierState.Initial;
            var naive = new NaiveTiers();
            var tick = 0L;
            foreach (var (seconds, evaluation, epochFirst) in steps)
            {
                tick += seconds * 1000;
                var decision = TierLadder.Decide(Product, state, evaluation, tick, epochFirst);
                var expected = naive.Evaluate(evaluation, tick, epochFirst);
                Assert.Equal(expected, decision.Changed ? $"{state.Tier}>{decision.Next.Tier} {decision.ReasonName}" : null);
                if (decision.WaitsUntil != TierDecision.NotWaiting) Assert.Equal(decision.Next.LastChange + 60_000, decision.WaitsUntil);
                state = decision.Next;
            }
        }, iter: 20_000);
    }

    [Fact]
    public void A_waiting_fall_that_is_evaluated_again_only_when_told_ends_as_if_evaluated_at_every_tick()
    {
        var evaluation = Gen.Select(Gen.Double[25, 75], Gen.Int[0, 3]).Select((score, gate) => new Evaluation(score, true, false, (byte)gate));
        Gen.Select(evaluation, Gen.Byte[0, 5], Gen.Int[0, 70]).Sample((same, tier, age) =>
        {
            var start = new TierState(tier, true, Changed);
            var (every, told) = (start, start);
            var wake = 0L;
            for (var tick = Changed + age * 1000; tick < Changed + 300_000; tick += 1000)
            {
                every = TierLadder.Decide(Product, every, same, tick, false).Next;
                if (tick < wake) continue;
                var decision = TierLadder.Decide(Product, told, same, tick, false);
                told = decision.Next;
                wake = decision.WaitsUntil;
            }
            Assert.Equal(every, told);
        });
    }

    private static TierState Rated(byte tier) => new(tier, true, Changed);

    private static (byte, string) Named(TierDecision decision) => (decision.Next.Tier, decision.ReasonName);

    private static TierDecision Decide(
        TierState state, double score, long tick = AfterHold, bool rated = true, bool severe = false, byte gate = 0, bool epochFirst = false, Scorecard? card = null) =>
        TierLadder.Decide(card ?? Product, state, new Evaluation(score, rated, severe, gate), tick, epochFirst);
}

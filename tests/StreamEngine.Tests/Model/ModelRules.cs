using StreamEngine.Pipeline;
using StreamEngine.Scoring;

namespace StreamEngine.Tests.Model;

/// <summary>The numbers of the contract that a test varies, said once for the model and once for the engine.</summary>
internal sealed record ModelRules
{
    public EngineOptions Engine { get; init; } = new();

    public long MinimumPaidOrders { get; init; } = 30;

    public long HoldMs { get; init; } = 60_000;

    public long GatePaidOrders { get; init; } = 100;

    public long GateDistributedOrders { get; init; } = 30;

    public int GateCreators { get; init; } = 3;

    /// <summary>How far the product cuts are moved down, so that small worlds reach the top.</summary>
    public double LowerCuts { get; init; }

    /// <summary>The average rate of quality refunds of products of the category <see cref="SpecialCategory"/>.</summary>
    public double SpecialP0 { get; init; } = 0.03;

    public const string SpecialCategory = "美妆";

    public long TickMs => (long)Engine.TickInterval.TotalMilliseconds;

    public ScoringOptions Scoring => new()
    {
        Product = Common(DefaultScorecards.Product) with
        {
            Gates = new TopTierGates { PaidOrders = GatePaidOrders, DistributedOrders = GateDistributedOrders, Creators = GateCreators },
            Tiers = [.. DefaultScorecards.Product.Tiers.Select(t => t with { Cut = t.Cut - LowerCuts })],
            Baselines = new Dictionary<string, IReadOnlyDictionary<string, BaselineOptions>>(DefaultScorecards.Product.Baselines)
            {
                [SpecialCategory] = new Dictionary<string, BaselineOptions> { ["quality_refund_rate"] = new() { P0 = SpecialP0 } },
            },
        },
        Merchant = Common(DefaultScorecards.Merchant),
        Creator = Common(DefaultScorecards.Creator),
    };

    private ScorecardOptions Common(ScorecardOptions card) =>
        card with { MinimumPaidOrders = MinimumPaidOrders, Hold = TimeSpan.FromMilliseconds(HoldMs) };
}

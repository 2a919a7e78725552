namespace StreamEngine.Peers.Curves;

/// <summary>The curves of the documents. All start from 10^4 products of 1,000 merchants on 4 partitions and vary one thing.</summary>
internal static class AllCurves
{
    private const int ProductsPerMerchant = 10;

    public static readonly IReadOnlyList<Curve> List =
    [
        new("entities", "Cost by number of products", "products (a tenth as many merchants and creators)", true, [1e3, 1e4, 1e5, 1e6], static (x, s) => s with
        {
            Traffic = s.Traffic with { Merchants = (int)x / ProductsPerMerchant, ProductsPerMerchant = ProductsPerMerchant, Creators = (int)x / ProductsPerMerchant },
        }),
        new("partitions", "Cost by number of partitions", "partitions", true, [1, 2, 4, 8, 16, 32, 64], static (x, s) => s with { Traffic = s.Traffic with { Partitions = (int)x } }),
        new("late", "Cost by share of late events", "late share (seconds to weeks)", false, [0, 0.01, 0.05, 0.1, 0.2, 0.5], static (x, s) => s with { Traffic = s.Traffic with { LateShare = x } }),
        new("skew", "Cost by share of the hottest merchant", "share of all events on one merchant and product", false, [0, 0.1, 0.25, 0.5, 0.75, 0.9], static (x, s) => s with { HotShare = x }),
        new("dirty", "Cost by share of broken lines", "broken share (each becomes a dead letter)", false, [0, 0.001, 0.01, 0.05, 0.2, 0.5], static (x, s) => s with { Traffic = s.Traffic with { BrokenShare = x } }),
        new("tick", "Cost by tick interval", "tick interval, ms", true, [100, 200, 500, 1_000, 2_000, 5_000, 10_000], static (x, s) => s with { Tick = TimeSpan.FromMilliseconds(x) }),
    ];
}

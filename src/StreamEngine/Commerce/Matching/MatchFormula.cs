using StreamEngine.Scoring;

namespace StreamEngine.Commerce.Matching;

/// <summary>How well a product and a creator fit (选品中心, 达人广场): the formula of the contract, in its order. Pure.</summary>
internal static class MatchFormula
{
    /// <summary>What each part adds at most, points.</summary>
    public const double AffinityPoints = 40, PriceFitPoints = 20, ProductPoints = 15, CreatorPoints = 15, CommissionPoints = 10;

    /// <summary>Price fit when either side has sold nothing.</summary>
    public const double UnknownPriceFit = 0.5;

    /// <summary>The commission, in basis points, from which more adds nothing.</summary>
    private const double FullCommissionBp = 3000;

    /// <summary>Factor two times so many: a price so many times as high or low does not fit at all.</summary>
    private const double WidestLog2 = 2;

    /// <summary>Share of a category in a creator's distributed gmv; 0 when either is not above 0.</summary>
    public static double Affinity(long ofCategory, long all) => ofCategory > 0 && all > 0 ? Math.Min(1, (double)ofCategory / all) : 0;

    /// <summary>Fen a unit; NaN when nothing was sold.</summary>
    public static double Price(long gmv, long units) => gmv > 0 && units > 0 ? (double)gmv / units : double.NaN;

    /// <summary>1 - min(1, |log2(product's price / creator's)| / 2); 0.5 when either is NaN.</summary>
    public static double PriceFit(double product, double creator) =>
        double.IsNaN(product) || double.IsNaN(creator) ? UnknownPriceFit : 1 - Math.Min(1, Math.Abs(ManagedMath.Log2(product / creator)) / WidestLog2);

    /// <summary>Nearly the same from the logarithms of both prices, to tell cheaply who may be among the best.</summary>
    public static double NearPriceFit(double productLog2, double creatorLog2)
    {
        var fit = 1 - Math.Min(1, Math.Abs(productLog2 - creatorLog2) / WidestLog2);
        return double.IsNaN(fit) ? UnknownPriceFit : fit;
    }

    /// <summary>min(1, mean commission in basis points / 3000); 0 without distributed orders.</summary>
    public static double Commission(long commissionBp, long distributedOrders) =>
        distributedOrders > 0 ? Math.Clamp((double)commissionBp / distributedOrders / FullCommissionBp, 0, 1) : 0;

    /// <summary>The match, 0 to 100, before it is rounded.</summary>
    public static double Of(double affinity, double priceFit, double product, double creator, double commission) =>
        AffinityPoints * affinity + PriceFitPoints * priceFit + ProductPoints * product / 100 + CreatorPoints * creator / 100 + CommissionPoints * commission;
}

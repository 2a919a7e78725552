
namespace StreamEngine.Commerce;

/// <summary>What a leader (团长) has brought about in the month window that ends with the day of the latest tick.</summary>
/// <param name="Leader">The leader.</param>
/// <param name="DistributedGmv">Paid in distribution, fen.</param>
/// <param name="DistributedOrders">Orders in distribution.</param>
/// <param name="PaidOrders">All orders that name the leader.</param>
/// <param name="QualityRefunds">Refunds for quality that name the leader.</param>
/// <param name="CommissionBp">Sum of the commission rates of its distribution orders, basis points.</param>
/// <param name="Merchants">Distinct merchants with a distribution order.</param>
/// <param name="Products">Distinct products with a distribution order.</param>
/// <param name="Creators">Distinct creators with a distribution order.</param>
/// <param name="Pairs">Distinct pairs of merchant and creator with a distribution order in the last seven days.</param>
public sealed record LeaderFigures(
    string Leader, long DistributedGmv, long DistributedOrders, long PaidOrders, long QualityRefunds, long CommissionBp, int Merchants, int Products, int Creators, int Pairs)
{
    /// <summary>Refunds for quality by paid orders; null without orders.</summary>
    public double? QualityRefundRate => PaidOrders > 0 ? (double)QualityRefunds / PaidOrders : null;

    /// <summary>Mean commission rate of its distribution orders, basis points; null without any.</summary>
    public double? CommissionMeanBp => DistributedOrders > 0 ? (double)CommissionBp / DistributedOrders : null;
}

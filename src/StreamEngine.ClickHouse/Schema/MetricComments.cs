using StreamEngine.Windows;

namespace StreamEngine.ClickHouse.Schema;

/// <summary>What each metric counts, in the words of a column's comment.</summary>
internal static class MetricComments
{
    public static string Of(Metric metric) => metric switch
    {
        Metric.Impressions => "Impressions",
        Metric.Clicks => "Clicks",
        Metric.SearchClicks => "Clicks in the search scene",
        Metric.Carts => "Additions to a cart",
        Metric.Orders => "Orders created",
        Metric.PaidOrders => "Orders paid",
        Metric.Units => "Units of paid orders",
        Metric.Gmv => "Amount of paid orders, fen",
        Metric.ListGmv => "List price of paid orders, fen",
        Metric.PricedGmv => "Amount of paid orders whose market price is known, fen",
        Metric.MarketGmv => "Market price of paid orders where it is known, fen",
        Metric.DistributedOrders => "Paid orders in channel distribution",
        Metric.DistributedGmv => "Amount of paid orders in channel distribution, fen",
        Metric.CommissionBp => "Sum of the commission rates of paid orders in channel distribution, basis points",
        Metric.SelfGmv => "Amount of paid orders in channel self, fen",
        Metric.ShelfGmv => "Amount of paid orders in channel shelf, fen",
        Metric.RepeatOrders => "Paid orders of a buyer who paid at the same merchant within 30 days before",
        Metric.Refunds => "Refunds",
        Metric.RefundAmount => "Amount refunded, fen",
        Metric.QualityRefunds => "Refunds for quality",
        Metric.MismatchRefunds => "Refunds because the goods were not as described",
        Metric.Reviews => "Reviews",
        Metric.Stars => "Sum of the stars of reviews, 1 to 5 each",
        Metric.BadReviews => "Reviews with at most two stars",
        Metric.PoorReviews => "Reviews with at most three stars",
        Metric.Shipments => "Orders shipped",
        Metric.LateShipments => "Orders shipped later than promised",
        Metric.Complaints => "Complaints",
        Metric.Disputes => "Disputes closed against the entity",
        Metric.Follows => "Follows",
        Metric.Views => "Views of live rooms",
        Metric.WatchMs => "Time watched, ms",
        Metric.Reports => "Reports of live rooms by viewers",
        Metric.PenaltyPoints => "Penalty points",
        Metric.SevereViolations => "Severe violations",
        Metric.HandoffOrders => "Rewarded handoffs: own orders of a buyer whom a creator's distribution had brought",
        Metric.HandoffGmv => "Amount of rewarded handoffs, fen",
        Metric.Lives => "Live rooms opened",
        Metric.LiveMs => "Length of closed live rooms, ms",
        _ => Metrics.Names[(int)metric],
    };
}

namespace StreamEngine.Simulator.Traffic;

/// <summary>
/// The proportions of traffic, as thresholds for 16 random bits. A visit goes impression - click - cart - order - payment, each step with its chance;
/// everything that follows a purchase, and what happens in rooms, is drawn beside the visits.
/// </summary>
internal sealed class Mix
{
    private Mix(double visits, double shipments, double afterSales, double watches, double follows, double reports, double rooms)
    {
        double sum = 0;
        Visits = Threshold(sum += visits);
        Shipments = Threshold(sum += shipments);
        AfterSales = Threshold(sum += afterSales);
        Watches = Threshold(sum += watches);
        Follows = Threshold(sum += follows);
        Reports = Threshold(sum += reports);
        Rooms = Threshold(sum + rooms);
    }

    /// <summary>About 55 % impressions, 20 % clicks, 5 % carts, 6 % orders, 5 % payments.</summary>
    public static Mix Evening { get; } = new(0.91, 0.03, 0.022, 0.024, 0.008, 0.003, 0.0029)
    {
        Click = Threshold(0.364),
        Cart = Threshold(0.25),
        OrderFromCart = Threshold(0.6),
        OrderFromClick = Threshold(0.2),
        Pay = Threshold(5.0 / 6),
        ViewsPerImpression = 1,
        ViewsPerClick = 1,
    };

    /// <summary>Thin days: every sixth event is a purchase, and impressions and clicks stand for more viewers each, so that rates are those of the evening.</summary>
    public static Mix History { get; } = new(0.65, 0.155, 0.115, 0.05, 0.02, 0.006, 0.0035)
    {
        ReadyToOrder = Threshold(0.47),
        Click = Threshold(0.857),
        Cart = Threshold(0.42),
        OrderFromCart = Threshold(0.6),
        OrderFromClick = Threshold(0.2),
        Pay = Threshold(0.92),
        ViewsPerImpression = 12,
        ViewsPerClick = 5,
        OwnTime = true,
    };

    // Cumulative: below the first it is a step of a visit, below the second a shipment, and so on; what is left are violations.
    public int Visits { get; }
    public int Shipments { get; }
    public int AfterSales { get; }
    public int Watches { get; }
    public int Follows { get; }
    public int Reports { get; }
    public int Rooms { get; }

    /// <summary>Chance that a visit starts with an order: buyers who come back to an old cart.</summary>
    public int ReadyToOrder { get; private init; }
    public int Click { get; private init; }
    public int Cart { get; private init; }
    public int OrderFromCart { get; private init; }
    public int OrderFromClick { get; private init; }
    public int Pay { get; private init; }

    /// <summary>Factor on the counts of pre-aggregated impressions and clicks.</summary>
    public int ViewsPerImpression { get; private init; }
    public int ViewsPerClick { get; private init; }

    /// <summary>Parcels and reviews take hours and days; in the fast motion of an evening they take seconds.</summary>
    public bool OwnTime { get; private init; }

    private static int Threshold(double share) => (int)(share * 65536);
}

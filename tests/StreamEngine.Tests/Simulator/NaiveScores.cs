namespace StreamEngine.Tests.Simulator;

/// <summary>
/// The three scorecards as formulas over lists of events: no buckets kept, no holds, no hysteresis. Takes the events that name an entity.
/// </summary>
internal sealed class NaiveScores(IReadOnlyList<SimulatedEvent> events)
{
    private const long Day = 86_400_000, Hour = 3_600_000, ZoneMs = 8 * Hour;
    private SimulatedEvent[] _month = [], _day = [];

    public sealed record Result(double Score, bool Rated, string[] FailedGates, IReadOnlyDictionary<string, double> Sums)
    {
        public int ProductTier => !Rated ? 0 : Math.Min(FailedGates.Length > 0 ? 4 : 5, new[] { 35, 45, 52, 60, 68 }.Count(cut => Score >= cut));

        public string Band => !Rated || Score < 42 ? "lagging" : Score < 52 ? "fair" : Score < 62 ? "good" : "excellent";
    }

    public Result Product(long tick)
    {
        At(tick);
        double paid = N("order_paid"), distributed = _month.Count(e => e.Type == "order_paid" && e.Channel == "distribution");
        double creators = _month.Where(e => e.Type == "order_paid" && e.Channel == "distribution").Select(e => e.Text("creator")).Distinct().Count();
        double quality = BadRate(Refunds("quality"), paid, 0.03, 30), bad = BadRate(Stars(2), N("review"), 0.05, 30);
        double severe = _month.Count(e => e.Type == "violation" && e.Text("severity") == "severe" && e.Text("target") == "product");
        double net = Net();
        double score = ((6 * Ratio(Clicks(_month.Where(e => e.Scene == "search")), Clicks(_month), 0.10, 200))
            + (6 * BadRate(Stars(3), N("review"), 0.10, 50))
            + (12 * PriceEdge())
            + (8 * Linear(Paid(_day).Sum(e => e.Number("amount")), Paid(_day).Sum(e => e.Number("list_amount", e.Number("amount"))), 0.60, 1.00))
            + (10 * Count(creators, 3, 200, 1))
            + (8 * Ratio(Paid(_month).Where(e => e.Channel == "distribution").Sum(e => e.Number("commission_bp")), distributed, 1500, 30))
            + (12 * quality) + (10 * bad)
            + (8 * LateRate())
            + (10 * Count(net, 500_000, 100_000_000, 100_000))
            + (10 * Ratio(1000 * net, _day.Where(e => e.Type == "impression").Sum(e => e.Number("count", 1)), 3000, 5000))) / 100;
        string[] failed =
        [
            .. new[]
            {
                (paid < 100, "paid_orders"), (distributed < 30, "distributed_orders"), (creators < 3, "creators"),
                (quality < 50, "quality_refund_rate"), (bad < 50, "bad_review_rate"), (severe > 0, "severe_violation"),
            }.Where(g => g.Item1).Select(g => g.Item2),
        ];
        return new Result(severe > 0 ? Math.Min(30, score) : score, paid >= 30, failed, new Dictionary<string, double>
        {
            ["paid"] = paid,
            ["distributed"] = distributed,
            ["creators"] = creators,
            ["quality"] = quality,
            ["bad"] = bad,
        });
    }

    public Result Merchant(long tick)
    {
        At(tick);
        double paid = N("order_paid");
        double score = ((25 * BadRate(Refunds("quality"), paid, 0.03, 30))
            + (20 * BadRate(Stars(2), N("review"), 0.05, 30))
            + (20 * LateRate())
            + (10 * BadRate(_month.Count(e => e.Type == "complaint" && e.Text("target") != "creator"), paid, 0.01, 100))
            + (10 * BadRate(_month.Count(e => e.Type == "dispute_closed" && e.Text("liable") == "merchant"), paid, 0.005, 100))
            + (10 * Count(Net(), 5_000_000, 10_000_000_000, 1_000_000))
            + (5 * Ratio(Repeats(), paid, 0.15, 100))) / 100;
        return Judged(score, paid, "merchant");
    }

    public Result Creator(long tick)
    {
        At(tick);
        double paid = N("order_paid");
        double score = ((10 * PriceEdge())
            + (10 * Ratio(Paid(_day).Count(), Clicks(_day), 0.03, 500))
            + (10 * Ratio(Repeats(), paid, 0.15, 100))
            + (18 * BadRate(Refunds("quality"), paid, 0.03, 30))
            + (17 * BadRate(Stars(2), N("review"), 0.05, 30))
            + (9 * BadRate(N("report"), _month.Where(e => e.Type == "watch").Sum(e => e.Number("count", 1)), 0.001, 2000))
            + (8 * BadRate(Refunds("not_as_described"), paid, 0.02, 30))
            + (9 * BadRate(_month.Count(e => e.Type == "complaint" && e.Text("target") == "creator"), paid, 0.01, 100))
            + (9 * LateRate())) / 100;
        return Judged(score, paid, "creator");
    }

    private Result Judged(double score, double paid, string target)
    {
        SimulatedEvent[] violations = [.. _month.Where(e => e.Type == "violation" && e.Text("target") == target)];
        score = Math.Max(0, score - Math.Min(20, violations.Sum(e => e.Number("points"))));
        if (violations.Any(e => e.Text("severity") == "severe")) score = Math.Min(30, score);
        return new Result(score, paid >= 30, [], new Dictionary<string, double> { ["paid"] = paid });
    }

    /// <summary>What happened before the tick and lies in the buckets of its windows.</summary>
    private void At(long tick)
    {
        long day = (tick - 1 + ZoneMs) / Day, hour = (tick - 1) / Hour;
        SimulatedEvent[] past = [.. events.Where(e => e.Time < tick)];
        _month = [.. past.Where(e => (e.Time + ZoneMs) / Day > day - 30)];
        _day = [.. past.Where(e => e.Time / Hour > hour - 24)];
    }

    private double N(string type) => _month.Count(e => e.Type == type);

    private double Refunds(string reason) => _month.Count(e => e.Type == "refund" && e.Text("reason") == reason);

    private double Stars(int most) => _month.Count(e => e.Type == "review" && e.Number("stars") <= most);

    private static IEnumerable<SimulatedEvent> Paid(IEnumerable<SimulatedEvent> window) => window.Where(e => e.Type == "order_paid");

    private static double Clicks(IEnumerable<SimulatedEvent> window) => window.Where(e => e.Type == "click").Sum(e => e.Number("count", 1));

    private double Net() => Math.Max(0, Paid(_day).Sum(e => e.Number("amount")) - _day.Where(e => e.Type == "refund").Sum(e => e.Number("amount")));

    private double PriceEdge()
    {
        SimulatedEvent[] priced = [.. Paid(_day).Where(e => e.Number("market_amount", -1) >= 0)];
        return Linear(priced.Sum(e => e.Number("amount")), priced.Sum(e => e.Number("market_amount")), 0.75, 1.25);
    }

    private double LateRate() =>
        BadRate(_month.Count(e => e.Type == "order_shipped" && e.Number("ts") > e.Number("promised_by", long.MaxValue)), N("order_shipped"), 0.05, 30);

    private double Repeats() => Paid(_month).GroupBy(e => (e.Text("merchant"), e.Text("buyer"))).Sum(g => g.Count() - 1);

    private static double Clamp(double s) => Math.Clamp(s, 0, 100);

    private static double BadRate(double k, double n, double p0, double m) => n == 0 ? 50 : Clamp(100 * (1 - ((k + (m * p0)) / (n + m) / (2 * p0))));

    private static double Ratio(double a, double b, double v0, double m) => b == 0 ? 50 : Clamp(50 + (25 * Math.Log2((a + (m * v0)) / (b + m) / v0)));

    private static double Linear(double x, double y, double best, double worst) => y == 0 ? 50 : Clamp(100 * (worst - (x / y)) / (worst - best));

    private static double Count(double x, double p50, double p99, double a) => Clamp(x <= p50
        ? 50 * Math.Log(1 + (x / a)) / Math.Log(1 + (p50 / a))
        : 50 + (50 * Math.Log((x + a) / (p50 + a)) / Math.Log((p99 + a) / (p50 + a))));
}

using System.Collections.Immutable;

namespace StreamEngine.ClickHouse.Schema;

/// <summary>The views that answer the questions of analysts, beside the view of every table.</summary>
public static class AnalystViews
{
    internal const string Label = "LowCardinality(String)";
    internal const string Ratio = "Nullable(Float64)";
    internal const string Second = "DateTime('UTC')";

    internal static readonly Column Zone = new("zone", "String", "IANA name of the engine's zone, whose calendar days are meant");
    internal static readonly Column KindAsked = new("kind", "String", "kind of the entities");
    internal static readonly Column Kind = new("kind", Label, "Kind of the entity");
    internal static readonly Column Id = new("id", "String", "Id of the entity; a product's is merchant/product");

    /// <summary>All of them, in the order in which they are made.</summary>
    public static readonly ImmutableArray<AnalystView> All =
    [
        FieldViews.Fields, FieldViews.Growth,
        CampaignViews.Curve, CampaignViews.Hours, CampaignViews.Leaderboard, CampaignViews.LeaderboardOfHours,
        ProgrammeViews.Leaders, ProgrammeViews.Progress, ProgrammeViews.Pool,
        TierViews.Benefits, TierViews.Matrix, TierViews.Reasons, TierViews.Movers,
        HandoffViews.Uplift, LeaderViews.Leaders,
        ReportViews.Report,
        QualityViews.DeadLetters, QualityViews.Lateness, QualityViews.Lag,
    ];

    /// <summary>Columns of that type which hold sums of metrics, with the metrics' comments.</summary>
    internal static Column Sum(string name, string comment) => new(name, "Int64", comment);
}

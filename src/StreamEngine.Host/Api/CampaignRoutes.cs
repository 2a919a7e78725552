using StreamEngine.Commerce.Campaigns;
using StreamEngine.Entities;
using StreamEngine.Host.Running;

namespace StreamEngine.Host.Api;

/// <summary>Campaigns: totals, leaderboards, milestones, the subsidy pool.</summary>
internal static class CampaignRoutes
{
    private const int MostPlaces = 100, MostListed = 10_000;

    public static void Map(WebApplication application, Viewed viewed)
    {
        application.MapGet("/api/campaigns", () => viewed.With(view => Results.Json(new CampaignsAnswer(view.Run.LastTick,
            [.. view.Run.Campaigns.All.Select(c => CampaignReport.Of(c, view.Run.LastTick, view.Run.FindTotal(c, EntityKind.Platform, "all")))]))))
            .WithSummary("All campaigns: when they run, and what the platform has sold within them.").Produces<CampaignsAnswer>();
        application.MapGet("/api/campaigns/{campaign}/totals/{kind}", (string campaign, string kind, string? id) => viewed.With(view => Total(view, campaign, kind, id)))
            .WithSummary("What an entity has sold within a campaign: gmv, net_gmv (less refunds), units, orders, refunds, buyers.")
            .Produces<TotalAnswer>().Produces(StatusCodes.Status400BadRequest).Produces(StatusCodes.Status404NotFound);
        application.MapGet("/api/campaigns/{campaign}/leaderboard/{kind}", (string campaign, string kind, string? by, int? limit) => viewed.With(view => Leaderboard(view, campaign, kind, by ?? "gmv", limit ?? MostPlaces)))
            .WithSummary("The entities of a kind that lead a campaign by gmv, net_gmv, units or orders; ties by id.")
            .Produces<LeaderboardAnswer>().Produces(StatusCodes.Status400BadRequest).Produces(StatusCodes.Status404NotFound);
        application.MapGet("/api/campaigns/{campaign}/milestones", (string campaign, string? kind, int? limit) => viewed.With(view => Milestones(view, campaign, kind, limit ?? MostPlaces)))
            .WithSummary("Progress of a campaign's milestones against the programme's targets, and those that were reached last.")
            .Produces<MilestonesAnswer>().Produces(StatusCodes.Status400BadRequest).Produces(StatusCodes.Status404NotFound);
        application.MapGet("/api/campaigns/{campaign}/subsidy", (string campaign, int? limit) => viewed.With(view => Subsidy(view, campaign, limit ?? MostPlaces)))
            .WithSummary("The products with official subsidy of a campaign by rank, as of the last ranking: every ten seconds of event time.")
            .Produces<SubsidyAnswer>().Produces(StatusCodes.Status400BadRequest).Produces(StatusCodes.Status404NotFound);
    }

    private static IResult Total(LiveView view, string name, string kindName, string? id)
    {
        if (view.Run.Campaigns.Find(name) is not { } campaign) return Unknown(name);
        if (Kind(kindName) is not { } kind) return WrongKind(kindName);
        if (id is null) return Wrong("name an entity with ?id=");
        return view.Run.FindTotal(campaign, kind, id) is { } total
            ? Results.Json(new TotalAnswer(view.Run.LastTick, campaign.Id, TotalReport.Of(total)))
            : Viewed.Problem(StatusCodes.Status404NotFound, $"{kindName} {id} has sold nothing within {campaign.Id}, or the campaign is long over: table campaign_totals has it then");
    }

    private static IResult Leaderboard(LiveView view, string name, string kindName, string by, int limit)
    {
        if (view.Run.Campaigns.Find(name) is not { } campaign) return Unknown(name);
        if (Kind(kindName) is not { } kind) return WrongKind(kindName);
        var figure = CampaignFigures.Names.ToList().IndexOf(by);
        if (figure < 0) return Wrong($"by must be {string.Join(", ", CampaignFigures.Names)}, is {by}");
        if (limit is < 1 or > MostPlaces) return Wrong($"limit must be 1 to {MostPlaces}, is {limit}");
        var leaders = view.Run.LeadersOf(campaign, kind, (CampaignFigure)figure, limit);
        return Results.Json(new LeaderboardAnswer(view.Run.LastTick, campaign.Id, kindName, by, [.. leaders.Select(TotalReport.Of)]));
    }

    private static IResult Milestones(LiveView view, string name, string? kindName, int limit)
    {
        if (view.Run.Campaigns.Find(name) is not { } campaign) return Unknown(name);
        if (kindName is not null && (Kind(kindName) is not { } asked || view.Run.Campaigns.LineOf(asked) is null)) return Wrong($"kind must be brand, merchant, leader or product, is {kindName}");
        if (limit is < 1 or > MostListed) return Wrong($"limit must be 1 to {MostListed}, is {limit}");
        var kinds = Enum.GetValues<EntityKind>().Where(k => view.Run.Campaigns.LineOf(k) is not null && (kindName is null || EntityKinds.Name(k) == kindName)).ToList();
        var progress = kinds.Select(kind =>
        {
            var (line, (reached, below)) = (view.Run.Campaigns.LineOf(kind)!.Value, view.Run.CountMilestones(campaign, kind));
            return new MilestoneProgress(EntityKinds.Name(kind), CampaignFigures.Names[(int)line.Figure], line.Threshold, line.Target, reached, below);
        });
        var latest = kinds.SelectMany(kind => view.Run.MilestonesOf(campaign, kind)).OrderByDescending(m => m.Tick).ThenBy(m => m.Kind).ThenBy(m => m.Id, Utf8Order.Instance).Take(limit);
        return Results.Json(new MilestonesAnswer(view.Run.LastTick, campaign.Id, [.. progress], [.. latest.Select(MilestoneReport.Of)]));
    }

    private static IResult Subsidy(LiveView view, string name, int limit)
    {
        if (view.Run.Campaigns.Find(name) is not { } campaign) return Unknown(name);
        if (limit is < 1 or > MostListed) return Wrong($"limit must be 1 to {MostListed}, is {limit}");
        var products = view.Run.SubsidyPoolOf(campaign);
        return Results.Json(new SubsidyAnswer(view.Run.LastTick, campaign.Id, campaign.Options.SubsidySlots, products.Count, [.. products.Take(limit)]));
    }

    private static EntityKind? Kind(string name) => EntityKinds.Names.ToList().IndexOf(name) is >= 0 and var kind ? (EntityKind)kind : null;

    private static IResult Unknown(string campaign) => Viewed.Problem(StatusCodes.Status404NotFound, $"there is no campaign {campaign}: /api/campaigns lists them");

    private static IResult WrongKind(string kind) => Wrong($"kind must be {string.Join(", ", EntityKinds.Names)}, is {kind}");

    private static IResult Wrong(string error) => Viewed.Problem(StatusCodes.Status400BadRequest, error);
}

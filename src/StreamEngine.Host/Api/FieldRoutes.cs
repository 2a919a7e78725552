using StreamEngine.Commerce;
using StreamEngine.Entities;

namespace StreamEngine.Host.Api;

/// <summary>Fields, scenes and the platform (全域经营, 5S).</summary>
internal static class FieldRoutes
{
    public static void Map(WebApplication application, Viewed viewed) =>
        application.MapGet("/api/fields", () => viewed.With(view =>
        {
            var (tick, reports) = view.Run.Fields();
            return Results.Json(new FieldsAnswer(tick, [.. reports.Select(FieldEntry.Of)]));
        })).WithSummary("Fields (distribution, self, shelf), scenes and the platform: traffic, sales, share, price and content index over the day and the month window, and growth over complete days.")
            .Produces<FieldsAnswer>();
}

/// <summary>All of them as of a tick; null before the first.</summary>
internal sealed record FieldsAnswer(long? AsOfTick, IReadOnlyList<FieldEntry> Fields);

/// <summary>One of them: the last 24 hours, the last 30 days, and growth of 1, 7 and 14 complete days against as many before.</summary>
internal sealed record FieldEntry(string Kind, string Id, FieldFigures Day, FieldFigures Month, IReadOnlyList<FieldGrowths> Growth)
{
    public static FieldEntry Of(FieldReport report) => new(EntityKinds.Name(report.Kind), report.Id, report.Day, report.Month, report.Growth);
}

using StreamEngine.Entities;
using StreamEngine.Scoring;

namespace StreamEngine.Host.Api;

/// <summary>Who is about to change tier, as the API serves it and as <c>outlook</c> prints it.</summary>
/// <param name="AsOfTick">The last tick that was put out, ms since the Unix epoch; null before the first.</param>
/// <param name="Within">How near a score has to be to a line, points.</param>
/// <param name="Total">How many there are, listed or not.</param>
/// <param name="Entities">Those that change first and are nearest.</param>
internal sealed record OutlookReport(long? AsOfTick, double Within, int Total, IReadOnlyList<OutlookEntry> Entities)
{
    public static OutlookReport Of(IReadOnlyList<OutlookItem> found, long? tick, double within, int limit) => new(tick, within, found.Count,
        [.. found.Take(limit).Select(i => new OutlookEntry(
            EntityKinds.Name(i.Kind), i.Id, i.Tick, i.Score, i.Tier, i.Change.ToString().ToLowerInvariant(), i.To, i.Line, i.Distance, i.At))]);
}

/// <summary>An entity whose tier is about to change.</summary>
internal sealed record OutlookEntry(
    string Kind, string Id, long Tick, double Score, string Tier, string Change, string To, double Line, double Distance, long At);

using StreamEngine.Scoring.Trials;

namespace StreamEngine.Host.Verbs.Trying;

/// <summary>The words of a comparison, the same in the table and on the page.</summary>
internal static class TrialText
{
    public static string Time(long? tick) => tick is { } t ? $"{DateTimeOffset.FromUnixTimeMilliseconds(t):yyyy-MM-dd HH:mm:ss} UTC" : "no tick";

    public static string Headline(KindTrial kind) => $"{kind.Kind}: {kind.Entities:N0} entities, {kind.OtherTier:N0} end in another tier";

    public static string Restless(KindTrial kind) =>
        $"tier changes: {Of(kind.RestlessBefore)} now, {Of(kind.RestlessAfter)} as tried";

    public static string Tiers(Mover mover) => mover.TierBefore == mover.TierAfter ? mover.TierBefore : $"{mover.TierBefore} -> {mover.TierAfter}";

    public static string Indicators(Mover mover) => mover.Indicators.Count == 0
        ? "penalty, cap or floor"
        : string.Join(", ", mover.Indicators.Select(i => $"{i.Id} {i.Moved:+0.00;-0.00}"));

    private static string Of(Restlessness r) => $"{r.Changes:N0} ({r.PerHour:0.##} an hour, {r.Returns:N0} straight back)";
}

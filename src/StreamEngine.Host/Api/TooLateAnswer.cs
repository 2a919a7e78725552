using StreamEngine.Pipeline;

namespace StreamEngine.Host.Api;

/// <summary>Events that came too late to count.</summary>
/// <param name="AsOfTick">The last tick put out, ms since the Unix epoch.</param>
/// <param name="Events">By merchant and day, those of the most first.</param>
internal sealed record TooLateAnswer(long? AsOfTick, IReadOnlyList<TooLateCount> Events)
{
    private const int Most = 1000;

    public static TooLateAnswer Of(EngineRun run) => new(run.LastTick,
        [.. run.Counters.SelectMany(lane => lane.TooLateBy).OrderByDescending(c => c.Count).ThenBy(c => c.Merchant, StringComparer.Ordinal).ThenBy(c => c.Day, StringComparer.Ordinal).Take(Most)]);
}

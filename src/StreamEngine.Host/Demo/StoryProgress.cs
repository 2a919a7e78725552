using StreamEngine.Scoring;
using StreamEngine.Simulator.Stories;

namespace StreamEngine.Host.Demo;

/// <summary>A story as far as it has been told: the tiers that its entity has had, and its score now.</summary>
/// <param name="Story">The story.</param>
/// <param name="Path">Tiers, oldest first, each different from the one before.</param>
/// <param name="Score">The score now; null while the engine has not heard of the entity.</param>
/// <param name="Seen">The tier that the engine named last when it was asked.</param>
internal sealed record StoryProgress(Story Story, IReadOnlyList<string> Path, double? Score, string? Seen = null)
{
    /// <summary>The same with a change of the entity's tier, later than those before.</summary>
    public StoryProgress With(TierChange change) => this with { Score = change.Score, Path = Path.Count > 0 ? Extended(change.To) : [change.From, change.To] };

    /// <summary>
    /// The same with what the engine says now. A tier that it names a second time, and that no change has told meanwhile, was reached in a burst of more
    /// changes than are looked at.
    /// </summary>
    public StoryProgress With(EntityStanding standing) =>
        this with { Score = standing.Score, Seen = standing.Tier, Path = Path.Count == 0 || standing.Tier == Seen ? Extended(standing.Tier) : Path };

    /// <summary>From now on the story is told: what its entity was before does not matter.</summary>
    public StoryProgress Begin() => this with { Path = Path.Count > 0 ? [Path[^1]] : [] };

    private IReadOnlyList<string> Extended(string tier) => Path.Count > 0 && Path[^1] == tier ? Path : [.. Path, tier];
}

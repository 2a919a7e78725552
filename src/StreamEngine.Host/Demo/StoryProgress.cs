using StreamEngine.Scoring;
using StreamEngine.Simulator.Stories;

namespace StreamEngine.Host.Demo;

/// <summary>A story as far as it has been told: the tiers that its entity has had, and its score now.</summary>
/// <param name="Story">The story.</param>
/// <param name="Path">Tiers, oldest first, each different from the one before.</param>
/// <param name="Score">The score now; null while the engine has not heard of the entity.</param>
internal sealed record StoryProgress(Story Story, IReadOnlyList<string> Path, double? Score)
{
    /// <summary>The same with a change of the entity's tier, later than those before.</summary>
    public StoryProgress With(TierChange change) => this with { Score = change.Score, Path = Path.Count > 0 ? [.. Path, change.To] : [change.From, change.To] };

    /// <summary>The same with what the engine says now. Tiers in between are told by the changes alone.</summary>
    public StoryProgress With(EntityStanding standing) => this with { Score = standing.Score, Path = Path.Count > 0 ? Path : [standing.Tier] };

    /// <summary>From now on the story is told: what its entity was before does not matter.</summary>
    public StoryProgress Begin() => this with { Path = Path.Count > 0 ? [Path[^1]] : [] };
}

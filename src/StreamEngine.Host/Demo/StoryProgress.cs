using StreamEngine.Simulator.Stories;

namespace StreamEngine.Host.Demo;

/// <summary>A story as far as it has been told: the tiers that its entity has had since the demo first saw it, and its score now.</summary>
/// <param name="Story">The story.</param>
/// <param name="Path">Tiers, oldest first, each different from the one before.</param>
/// <param name="Score">The score now; null while the engine has not heard of the entity.</param>
internal sealed record StoryProgress(Story Story, IReadOnlyList<string> Path, double? Score)
{
    /// <summary>The same with what the engine says now.</summary>
    public StoryProgress With(EntityStanding? standing) => standing is null ? this : this with
    {
        Score = standing.Score,
        Path = Path.Count > 0 && Path[^1] == standing.Tier ? Path : [.. Path, standing.Tier],
    };
}

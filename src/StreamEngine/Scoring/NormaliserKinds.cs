using StreamEngine.Events;

namespace StreamEngine.Scoring;

/// <summary>Names of <see cref="NormaliserKind"/>.</summary>
internal static class NormaliserKinds
{
    /// <summary>The name in configuration.</summary>
    public static string ToName(this NormaliserKind kind) => SnakeCase.Of(kind.ToString());
}

namespace StreamEngine.Scoring;

/// <summary>What tier decisions remember of an entity.</summary>
/// <param name="Tier">Its tier's number, 0 is the lowest.</param>
/// <param name="Rated">Whether it was rated at its last evaluation.</param>
/// <param name="LastChange">The tick of its last tier change, <see cref="NoChange"/> if there was none.</param>
public readonly record struct TierState(byte Tier, bool Rated, long LastChange)
{
    /// <summary>Stands for the tick of a change that there never was.</summary>
    public const long NoChange = long.MinValue;

    /// <summary>The state of an entity that was never evaluated.</summary>
    public static TierState Initial { get; } = new(0, false, NoChange);
}

using StreamEngine.Checkpoints;

namespace StreamEngine.Host.Verbs;

/// <summary>A checkpoint in a line of <c>checkpoint list</c>.</summary>
/// <param name="Name">Name of its manifest's file.</param>
/// <param name="Token">Fencing token of its writer.</param>
/// <param name="Generation">Its number.</param>
/// <param name="Refusal">Why it cannot be used; null when it can. What follows is null when it is not known.</param>
/// <param name="Epoch">Epoch of the engine.</param>
/// <param name="Tick">The tick after which it was cut, ms since the Unix epoch.</param>
/// <param name="WrittenAt">When it was written, ms since the Unix epoch.</param>
/// <param name="Parts">How many parts it has.</param>
/// <param name="Files">How many segments they have.</param>
/// <param name="Bytes">How long those are.</param>
internal sealed record CheckpointSummary(
    string Name, long Token, long Generation, string? Refusal, int? Epoch, long? Tick, long? WrittenAt, int? Parts, int? Files, long? Bytes)
{
    public static CheckpointSummary Of(StoredCheckpoint c) => new(
        c.Name, c.Token, c.Generation, c.Refusal, c.Manifest?.Epoch, c.Manifest?.Tick, c.Manifest?.WrittenAt,
        c.Manifest?.Parts.Count, c.Manifest?.Parts.Sum(p => p.Files.Count), c.Manifest?.Parts.Sum(p => p.Files.Sum(f => f.Length)));
}

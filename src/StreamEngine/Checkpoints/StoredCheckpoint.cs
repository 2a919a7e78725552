namespace StreamEngine.Checkpoints;

/// <summary>A checkpoint as it was found in a store.</summary>
/// <param name="Name">Name of its manifest's file.</param>
/// <param name="Token">Fencing token of its writer, by the file's name.</param>
/// <param name="Generation">Its number, by the file's name.</param>
/// <param name="Manifest">What it consists of; null when it is refused.</param>
/// <param name="Refusal">Why it cannot be used, one clause that names the file; null when nothing speaks against it so far.</param>
public sealed record StoredCheckpoint(string Name, long Token, long Generation, CheckpointManifest? Manifest, string? Refusal);

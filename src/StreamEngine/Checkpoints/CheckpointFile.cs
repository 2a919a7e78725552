namespace StreamEngine.Checkpoints;

/// <summary>A segment: a file that holds records of one part of a checkpoint. It is written once and never changed.</summary>
/// <param name="Name">Its name in the store.</param>
/// <param name="Length">Its length, bytes.</param>
/// <param name="Hash">XxHash128 of its bytes, 32 lower-case hexadecimal digits. It finds accidents, not forgers.</param>
public sealed record CheckpointFile(string Name, long Length, string Hash);

namespace StreamEngine.Checkpoints;

/// <summary>A part of a checkpoint: the state of one partition, of the merge, or the rows that wait for their sink.</summary>
/// <param name="Name">A letter, then up to 15 lower-case letters and digits: <c>p000</c> and on for partitions, <c>merge</c>, <c>rows</c>.</param>
/// <param name="NextOffset">The offset from which its partition is read on; -1 for parts that belong to no partition.</param>
/// <param name="Files">Its segments, oldest first: a record in a later one replaces one in an earlier one. None: the state is empty.</param>
public sealed record CheckpointPart(string Name, long NextOffset, IReadOnlyList<CheckpointFile> Files);

namespace StreamEngine.Pipeline;

/// <summary>How far a partition is; a snapshot for display.</summary>
/// <param name="NextOffset">Offset of the first record that is not applied yet; 0 before the first.</param>
/// <param name="EventTime">Event time in ms; null before the first event.</param>
/// <param name="LastTick">The last tick closed, ms since the Unix epoch; null before the first.</param>
/// <param name="HasEnded">Whether its input has ended.</param>
public readonly record struct LaneProgress(long NextOffset, long? EventTime, long? LastTick, bool HasEnded);

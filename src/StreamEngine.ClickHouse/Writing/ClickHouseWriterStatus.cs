namespace StreamEngine.ClickHouse.Writing;

/// <summary>What an operator asks of the writer; a snapshot.</summary>
/// <param name="Verdict">How it is doing, in a word.</param>
/// <param name="Reason">Why, as one line; null when all is well.</param>
/// <param name="RowsWritten">Rows that the server has acknowledged since the start.</param>
/// <param name="Inserts">Inserts that the server has acknowledged since the start.</param>
/// <param name="Retries">Times that an insert was sent again.</param>
/// <param name="WaitingRows">Rows taken and not yet acknowledged.</param>
/// <param name="WaitingBytes">Bytes of them.</param>
/// <param name="LastWritten">When an insert was last acknowledged; null before the first.</param>
/// <param name="DurableTick">All rows of ticks up to this one (ms) are acknowledged; null before the first.</param>
/// <param name="IsFailing">Whether the insert under way is being sent again.</param>
/// <param name="LastError">The last error as one line, without rows and secrets; null when there was none.</param>
public sealed record ClickHouseWriterStatus(
    ClickHouseVerdict Verdict, string? Reason, long RowsWritten, long Inserts, long Retries, long WaitingRows, long WaitingBytes,
    DateTimeOffset? LastWritten, long? DurableTick, bool IsFailing, string? LastError)
{
    /// <summary>Whether a fault that does not pass has stopped the writer; <see cref="Reason"/> says which.</summary>
    public bool IsStopped => Verdict == ClickHouseVerdict.Stopped;
}

using StreamEngine.Pipeline;

namespace StreamEngine.Host.Running;

/// <summary>How saving the state goes. Bytes are those that the last checkpoint added; the pause is the longest that a lane or the merge was busy with it.</summary>
internal sealed record CheckpointReport(long Count, long Generation, long? Tick, long Bytes, double DurationMs, double PauseMs, long Refused)
{
    public static CheckpointReport Of(CheckpointerStatus status) => new(
        status.Count, status.Generation, status.Tick, status.Bytes, Math.Round(status.Duration.TotalMilliseconds, 1), Math.Round(status.LongestPause.TotalMilliseconds, 2), status.Refused);
}

using System.Diagnostics;
using System.Globalization;

namespace StreamEngine.Pipeline;

/// <summary>
/// Named instants at which this process kills itself when the environment asks for it, <c>STREAMENGINE_CRASH_AT=after_manifest:3</c> at the third time: so tests
/// see what is left of a process that died exactly there. Unasked, an instant costs a null check; none is passed once an event.
/// </summary>
public static class CrashPoint
{
    /// <summary>The environment variable: the name of an instant, and after a colon at which time, 1 by default.</summary>
    public const string Variable = "STREAMENGINE_CRASH_AT";

    private static readonly Countdown? Armed = Parse(Environment.GetEnvironmentVariable(Variable));

    /// <summary>A lane has a batch of records in hand.</summary>
    public const string AfterPoll = "after_poll";

    /// <summary>Tier changes and announcements of a tick or several are about to be published.</summary>
    public const string BeforeTierChanges = "before_tier_changes";

    /// <summary>Facts are on their topic, and the transaction that they belong to is not committed.</summary>
    public const string InTransaction = "in_transaction";

    /// <summary>Tier changes are acknowledged, and nothing else of their ticks has been put out.</summary>
    public const string AfterTierChanges = "after_tier_changes";

    /// <summary>The row sink has the rows of a tick.</summary>
    public const string AfterRows = "after_rows";

    /// <summary>The server has taken an insert, and its rows still wait to be acknowledged.</summary>
    public const string AfterInsert = "after_insert";

    /// <summary>What is saved with a cut besides the lanes has been asked of the sinks.</summary>
    public const string AfterCapture = "after_capture";

    /// <summary>A segment of a checkpoint is written, and others are not.</summary>
    public const string BetweenSegments = "between_segments";

    /// <summary>All segments are written, and no manifest names them.</summary>
    public const string AfterSegments = "after_segments";

    /// <summary>The manifest is durable; older checkpoints are still there, and offsets are not committed.</summary>
    public const string AfterManifest = "after_manifest";

    /// <summary>Older checkpoints are removed, and offsets are not committed.</summary>
    public const string BeforeCommit = "before_commit";

    /// <summary>Offsets are committed.</summary>
    public const string AfterCommit = "after_commit";

    /// <summary>Dies here when that was asked for.</summary>
    /// <param name="name">One of this class's names.</param>
    public static void Reach(string name) => Armed?.Reach(name);

    private static Countdown? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        var parts = text.Split(':');
        var times = 1;
        if (parts.Length > 2 || parts.Length == 2 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out times))
            throw new ArgumentException($"{Variable} must be a name, or a name, a colon and a number, is {text}");
        return new Countdown(parts[0], times);
    }

    private sealed class Countdown(string name, int times)
    {
        private int _left = times;

        public void Reach(string reached)
        {
            if (reached != name || Interlocked.Decrement(ref _left) != 0) return;
            using var self = Process.GetCurrentProcess();
            self.Kill(); // SIGKILL: nothing of this process runs any more
        }
    }
}

using System.Globalization;
using System.Text;

namespace StreamEngine.Checkpoints;

/// <summary>A process, so that it is told from any other that ever had its number.</summary>
/// <param name="Host">Name of its machine.</param>
/// <param name="ProcessSpace">Which numbering of processes <paramref name="ProcessId"/> is of: the boot of the machine and the container.</param>
/// <param name="ProcessId">Number of the process there.</param>
/// <param name="ProcessStart">When it started, clock ticks since that boot.</param>
/// <param name="Description">What it does, for people.</param>
public sealed record LeaseHolder(string Host, string ProcessSpace, int ProcessId, long ProcessStart, string Description)
{
    /// <summary>A holder whose lease cannot be read.</summary>
    public static LeaseHolder Unknown { get; } = new("", "", 0, 0, "");

    /// <summary>This process.</summary>
    /// <param name="description">What it does, for people.</param>
    public static LeaseHolder Current(string description) =>
        new(Environment.MachineName, Space(), Environment.ProcessId, StartOf(Environment.ProcessId) ?? 0, description);

    /// <summary>Whether it is certain that it runs no more. Of a process elsewhere that is never certain.</summary>
    public bool IsKnownDead() => ProcessId > 0 && ProcessStart > 0 && Space() is { Length: > 0 } here && here == ProcessSpace && SeesOthers && StartOf(ProcessId) != ProcessStart;

    /// <summary>For messages: <c>run (process 4711 on machine-3)</c>.</summary>
    public override string ToString() => ProcessId == 0 ? "an unknown process" : $"{Description} (process {ProcessId} on {Host})";

    // Where the processes of other users are hidden, one that is not seen may be there all the same; the first process is another user's or this one's own.
    private static bool SeesOthers => Directory.Exists("/proc/1");

    /// <summary>When a process started, clock ticks since boot; null when there is none of that number, or only what is left of one.</summary>
    internal static long? StartOf(int process)
    {
        if (Text($"/proc/{process}/stat") is not { } stat) return null;
        // The name in parentheses may hold anything; the state follows it, and the start is 19 fields after the state.
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 19 && fields[0] is not ("Z" or "X") && long.TryParse(fields[19], NumberStyles.None, CultureInfo.InvariantCulture, out var start) ? start : null;
    }

    private static string Space() =>
        Text("/proc/sys/kernel/random/boot_id")?.Trim() is { Length: > 0 } boot && new FileInfo("/proc/self/ns/pid").LinkTarget is { } container ? $"{boot} {container}" : "";

    private static string? Text(string path)
    {
        try
        {
            return File.ReadAllText(path, Encoding.UTF8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

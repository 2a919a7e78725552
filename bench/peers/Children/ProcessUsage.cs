namespace StreamEngine.Peers.Children;

/// <summary>What a running process has used so far, from /proc.</summary>
/// <param name="CpuSeconds">Processor time, user and system, of all its threads.</param>
/// <param name="PeakKb">The largest resident set, KiB.</param>
internal readonly record struct ProcessUsage(double CpuSeconds, long PeakKb)
{
    // USER_HZ is 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>Reads it.</summary>
    /// <exception cref="IOException">The process is gone.</exception>
    public static ProcessUsage Of(int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        // The second field, the program's name, may hold spaces: count from its closing bracket.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var peak = File.ReadLines($"/proc/{pid}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        var kb = peak is null ? 0 : long.Parse(peak.AsSpan("VmHWM:".Length).Trim().TrimEnd(" kB"));
        return new ProcessUsage((long.Parse(fields[11]) + long.Parse(fields[12])) / TicksPerSecond, kb);
    }
}

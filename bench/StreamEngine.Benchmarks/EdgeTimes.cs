using System.Diagnostics;

namespace StreamEngine.Benchmarks;

/// <summary>
/// How long outputs take to follow each other at full speed: the first tick of another day, at which a day of everybody leaves the month, the first of another
/// hour, and all others. One caller.
/// </summary>
internal sealed class EdgeTimes
{
    private const long HourMs = 3_600_000, ZoneMs = 8 * HourMs, DayMs = 24 * HourMs;

    private readonly List<double> _days = [], _hours = [], _others = [];
    private long _lastTick, _lastStamp;

    /// <summary>Notes that the output of a tick, ms since the Unix epoch, is out.</summary>
    public void Add(long tick)
    {
        var now = Stopwatch.GetTimestamp();
        if (_lastStamp != 0)
        {
            // A bucket leaves with the first tick after its end, and that tick ends in the new one.
            var (from, to) = (_lastTick - 1, tick - 1);
            var list = (from + ZoneMs) / DayMs != (to + ZoneMs) / DayMs ? _days : from / HourMs != to / HourMs ? _hours : _others;
            list.Add(Stopwatch.GetElapsedTime(_lastStamp, now).TotalMilliseconds);
        }
        (_lastTick, _lastStamp) = (tick, now);
    }

    public void Print()
    {
        Console.WriteLine("| ticks | how many | ms to the next output, median | 99 % | longest |");
        Console.WriteLine("|---|---|---|---|---|");
        Print("first of a day", _days);
        Print("first of another hour", _hours);
        Print("all others", _others);
    }

    private static void Print(string name, List<double> times)
    {
        if (times.Count == 0) return;
        times.Sort();
        Console.WriteLine($"| {name} | {times.Count:N0} | {times[times.Count / 2]:N2} | {times[times.Count * 99 / 100]:N2} | {times[^1]:N1} |");
    }
}

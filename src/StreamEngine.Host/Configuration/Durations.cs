using System.Globalization;

namespace StreamEngine.Host.Configuration;

/// <summary>Durations as configuration writes them: a number and its unit.</summary>
internal static class Durations
{
    private static readonly (string Unit, long Milliseconds)[] Units = [("ms", 1), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000)];

    public const string Allowed = "a duration such as 200ms, 1s, 5m, 24h or 30d";

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text == "0") return true;
        foreach (var (unit, milliseconds) in Units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal)) continue;
            if (!decimal.TryParse(text.AsSpan(0, text.Length - unit.Length).Trim(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
                return false;
            var ticksPerUnit = milliseconds * TimeSpan.TicksPerMillisecond;
            if (Math.Abs(number) > long.MaxValue / ticksPerUnit) return false;
            duration = TimeSpan.FromTicks((long)(number * ticksPerUnit));
            return true;
        }
        return false;
    }

    /// <summary>In the largest unit that gives a whole number.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero) return "0s";
        foreach (var (unit, milliseconds) in Units.Skip(1))
            if (duration.Ticks % (milliseconds * TimeSpan.TicksPerMillisecond) == 0) return $"{duration.Ticks / (milliseconds * TimeSpan.TicksPerMillisecond)}{unit}";
        return $"{(decimal)duration.Ticks / TimeSpan.TicksPerMillisecond}ms";
    }
}

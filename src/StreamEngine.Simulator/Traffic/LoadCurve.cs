namespace StreamEngine.Simulator.Traffic;

/// <summary>
/// How many events a second the platform has: thin days, the warm-up, the opening, the long tail. Only additions, multiplications and
/// divisions, so that every machine gets the same instants.
/// </summary>
internal sealed class LoadCurve
{
    private const double RampSeconds = 3;

    /// <summary>After this time in the tail the load above the mean has fallen to a quarter.</summary>
    private const double TailSeconds = 20;

    private const double NanosecondsPerSecond = 1e9;
    private const long SecondNs = 1_000_000_000;

    /// <summary>Load by hour of the day in Shanghai, in tenths: quiet nights, busy evenings.</summary>
    private static readonly int[] Hours = [5, 3, 2, 1, 1, 2, 4, 6, 8, 10, 11, 12, 13, 11, 10, 10, 10, 11, 13, 16, 19, 20, 15, 9];

    private static readonly int HoursTotal = Hours.Sum();

    private readonly SimulatorOptions _options;

    public LoadCurve(SimulatorOptions options)
    {
        _options = options;
        OpeningNs = options.Opening.ToUnixTimeMilliseconds() * 1_000_000;
        EveningNs = OpeningNs - (options.WarmUp.Ticks * 100);
        StartNs = EveningNs - (options.HistoryDays * 24L * 3600 * SecondNs);
        RushEndNs = OpeningNs + (options.Rush.Ticks * 100);
        EndNs = RushEndNs + (options.Tail.Ticks * 100);
    }

    public long StartNs { get; }

    public long EveningNs { get; }

    public long OpeningNs { get; }

    public long RushEndNs { get; }

    public long EndNs { get; }

    /// <summary>The instant of the event after one at <paramref name="now"/>; random bits make the gap half to one and a half of the mean.</summary>
    public long After(long now, ulong random)
    {
        double rate = Rate(now);
        if (rate <= 0) return EveningNs;
        double gap = NanosecondsPerSecond / rate * (0.5 + ((random >> 11) * (1.0 / (1L << 53))));
        long next = now + (long)gap;
        return now < EveningNs && next > EveningNs ? EveningNs : next;
    }

    /// <summary>Events a second at an instant.</summary>
    public double Rate(long now)
    {
        if (now < EveningNs)
        {
            long hour = ((now / (3600 * SecondNs)) + 8) % 24;
            return _options.HistoryEventsPerDay / 3600.0 * Hours[hour] / HoursTotal;
        }
        double peak = _options.MeanRate * _options.OpeningFactor;
        if (now < OpeningNs) return _options.MeanRate * (0.5 + ((double)(now - EveningNs) / (OpeningNs - EveningNs)));
        if (now < RushEndNs)
        {
            double ramp = (now - OpeningNs) / NanosecondsPerSecond / RampSeconds;
            return ramp >= 1 ? peak : _options.MeanRate + ((peak - _options.MeanRate) * ramp);
        }
        double tail = _options.MeanRate * _options.TailFactor;
        double x = 1 + ((now - RushEndNs) / NanosecondsPerSecond / TailSeconds);
        return tail + ((peak - tail) / (x * x));
    }
}

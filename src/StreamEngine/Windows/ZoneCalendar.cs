using NodaTime;

namespace StreamEngine.Windows;

/// <summary>
/// Calendar days of a zone, numbered from 1970-01-01. Rules come from the time zone database of the NodaTime package, not from the machine,
/// so that every machine cuts days alike. Caches the days it has seen; owned by one thread.
/// </summary>
public sealed class ZoneCalendar
{
    private const long DayMs = 86_400_000;
    private const int Slots = 64;
    private static readonly LocalDate Epoch = new(1970, 1, 1);

    private readonly DateTimeZone _zone;
    private readonly (long Start, long End, int Day)[] _days = new (long, long, int)[Slots];
    private long _offset;

    /// <param name="zone">IANA name.</param>
    /// <exception cref="ArgumentException">There is no such zone.</exception>
    public ZoneCalendar(string zone)
    {
        _zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) ?? throw new ArgumentException($"no time zone is called '{zone}'", nameof(zone));
        _offset = _zone.GetUtcOffset(Instant.FromUnixTimeMilliseconds(0)).Milliseconds;
    }

    /// <summary>True when the time zone database has a zone of that name.</summary>
    public static bool Exists(string zone) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is not null;

    /// <summary>The day that an instant (ms since the Unix epoch) lies in.</summary>
    public int DayOf(long time)
    {
        var guess = (int)Math.DivRem(time + _offset, DayMs).Quotient;
        ref var slot = ref _days[guess & (Slots - 1)];
        if (slot.Start <= time && time < slot.End) return slot.Day;
        return DayOfUncached(time);
    }

    /// <summary>The instant at which a day begins, ms since the Unix epoch.</summary>
    public long StartOf(int day) => Date(day).AtStartOfDayInZone(_zone).ToInstant().ToUnixTimeMilliseconds();

    /// <summary>The day as people write it: <c>2026-06-18</c>.</summary>
    public static string Name(int day)
    {
        var date = Date(day);
        return $"{date.Year:D4}-{date.Month:D2}-{date.Day:D2}";
    }

    private static LocalDate Date(int day) => Epoch.PlusDays(day);

    private int DayOfUncached(long time)
    {
        var instant = Instant.FromUnixTimeMilliseconds(time);
        _offset = _zone.GetUtcOffset(instant).Milliseconds;
        var day = Period.DaysBetween(Epoch, instant.InZone(_zone).Date);
        _days[day & (Slots - 1)] = (StartOf(day), StartOf(day + 1), day);
        return day;
    }
}

using NodaTime;

namespace StreamEngine.Tests.Model;

/// <summary>Days of a zone by NodaTime's own means, and the other buckets by division.</summary>
internal sealed class NaiveCalendar(string zone)
{
    private readonly DateTimeZone _zone = DateTimeZoneProviders.Tzdb[zone];

    /// <summary>Days by minute: asking NodaTime for every entity at every tick takes too long even here.</summary>
    private readonly Dictionary<long, long> _days = [];

    public static long Minute(long time) => time / 60_000;

    public static long Hour(long time) => time / 3_600_000;

    public long Day(long time)
    {
        if (_days.TryGetValue(Minute(time), out var day)) return day;
        return _days[Minute(time)] = Period.DaysBetween(new LocalDate(1970, 1, 1), Instant.FromUnixTimeMilliseconds(time).InZone(_zone).Date);
    }

    public static string Name(long day)
    {
        var date = new LocalDate(1970, 1, 1).PlusDays((int)day);
        return FormattableString.Invariant($"{date.Year:D4}-{date.Month:D2}-{date.Day:D2}");
    }
}

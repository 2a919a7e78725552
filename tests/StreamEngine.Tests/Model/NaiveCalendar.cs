using NodaTime;

namespace StreamEngine.Tests.Model;

/// <summary>Days of a zone by NodaTime's own means, and the other buckets by division.</summary>
internal sealed class NaiveCalendar(string zone)
{
    private readonly DateTimeZone _zone = DateTimeZoneProviders.Tzdb[zone];

    public static long Minute(long time) => time / 60_000;

    public static long Hour(long time) => time / 3_600_000;

    public long Day(long time) => Period.DaysBetween(new LocalDate(1970, 1, 1), Instant.FromUnixTimeMilliseconds(time).InZone(_zone).Date);

    public static string Name(long day)
    {
        var date = new LocalDate(1970, 1, 1).PlusDays((int)day);
        return FormattableString.Invariant($"{date.Year:D4}-{date.Month:D2}-{date.Day:D2}");
    }
}

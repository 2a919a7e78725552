using System.Globalization;
using NodaTime;
using StreamEngine.Windows;
using Xunit;

namespace StreamEngine.Tests.Windows;

public sealed class ZoneCalendarTests
{
    [Theory]
    [InlineData("Asia/Shanghai", "2026-06-17T15:59:59.999Z", "2026-06-17")]
    [InlineData("Asia/Shanghai", "2026-06-17T16:00:00.000Z", "2026-06-18")]
    [InlineData("Asia/Shanghai", "2000-01-01T00:00:00.000Z", "2000-01-01")]
    [InlineData("Asia/Shanghai", "2099-12-31T23:59:59.999Z", "2100-01-01")]
    [InlineData("America/New_York", "2026-03-08T04:59:59.999Z", "2026-03-07")]
    [InlineData("America/New_York", "2026-03-08T05:00:00.000Z", "2026-03-08")]
    [InlineData("America/New_York", "2026-03-09T03:59:59.999Z", "2026-03-08")]
    [InlineData("America/New_York", "2026-03-09T04:00:00.000Z", "2026-03-09")]
    [InlineData("America/New_York", "2026-11-01T04:00:00.000Z", "2026-11-01")]
    [InlineData("America/New_York", "2026-11-02T04:59:59.999Z", "2026-11-01")]
    [InlineData("America/New_York", "2026-11-02T05:00:00.000Z", "2026-11-02")]
    [InlineData("Europe/Berlin", "2026-03-28T22:59:59.999Z", "2026-03-28")]
    [InlineData("Europe/Berlin", "2026-03-28T23:00:00.000Z", "2026-03-29")]
    [InlineData("Europe/Berlin", "2026-03-29T22:00:00.000Z", "2026-03-30")]
    [InlineData("Europe/Berlin", "2026-10-25T22:59:59.999Z", "2026-10-25")]
    [InlineData("Europe/Berlin", "2026-10-25T23:00:00.000Z", "2026-10-26")]
    [InlineData("Asia/Kathmandu", "2026-06-17T18:14:59.999Z", "2026-06-17")]
    [InlineData("Asia/Kathmandu", "2026-06-17T18:15:00.000Z", "2026-06-18")]
    public void A_day_begins_at_midnight_of_the_zone(string zone, string instant, string day)
    {
        var time = DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
        Assert.Equal(day, ZoneCalendar.Name(new ZoneCalendar(zone).DayOf(time)));
    }

    [Theory]
    [InlineData("Asia/Shanghai")]
    [InlineData("America/New_York")]
    [InlineData("Europe/Berlin")]
    [InlineData("America/Sao_Paulo")] // has had days without midnight
    [InlineData("Pacific/Apia")] // has left a day out
    [InlineData("UTC")]
    public void Days_are_those_of_the_time_zone_database_in_any_order_of_asking(string zone)
    {
        var calendar = new ZoneCalendar(zone);
        var rules = DateTimeZoneProviders.Tzdb[zone];
        var random = new Random(7);
        long time = 1_300_000_000_000;
        for (var i = 0; i < 20_000; i++)
        {
            time = random.Next(6) switch
            {
                0 => random.NextInt64(946_684_800_000, 4_102_444_800_000),
                1 => calendar.StartOf(calendar.DayOf(time)) + random.Next(-1, 2),
                _ => time + random.Next(-40_000_000, 40_000_000),
            };
            var date = Instant.FromUnixTimeMilliseconds(time).InZone(rules).Date;
            var day = calendar.DayOf(time);
            Assert.Equal(Period.DaysBetween(new LocalDate(1970, 1, 1), date), day);
            Assert.InRange(time, calendar.StartOf(day), calendar.StartOf(day + 1) - 1);
        }
    }

    [Fact]
    public void A_zone_that_does_not_exist_is_named()
    {
        Assert.False(ZoneCalendar.Exists("Asia/Shangai"));
        Assert.Contains("Asia/Shangai", Assert.Throws<ArgumentException>(() => new ZoneCalendar("Asia/Shangai")).Message);
    }
}

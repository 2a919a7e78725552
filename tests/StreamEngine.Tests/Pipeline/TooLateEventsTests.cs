using StreamEngine.Pipeline;
using Xunit;

namespace StreamEngine.Tests.Pipeline;

public sealed class TooLateEventsTests
{
    [Fact]
    public void Events_are_counted_by_merchant_and_day()
    {
        var events = new TooLateEvents();
        events.Count("m1"u8, 20_000);
        events.Count("m1"u8, 20_000);
        events.Count("m1"u8, 20_001);
        events.Count("商家"u8, 20_000);
        Assert.Equal(
            [new("m1", "2024-10-04", 2), new("m1", "2024-10-05", 1), new("商家", "2024-10-04", 1)],
            events.Counts.OrderBy(c => c.Merchant, StringComparer.Ordinal).ThenBy(c => c.Day, StringComparer.Ordinal));
    }

    [Fact]
    public void Beyond_the_limit_nothing_is_lost_but_the_name()
    {
        var events = new TooLateEvents();
        for (var i = 0; i < 10_100; i++) events.Count(System.Text.Encoding.UTF8.GetBytes($"m{i}"), 20_000);
        Assert.Equal(10_100, events.Counts.Sum(c => c.Count));
        Assert.Equal(100, events.Counts.Single(c => c.Merchant.Length == 0).Count);
    }
}

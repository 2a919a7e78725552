using StreamEngine.Host.Running;
using Xunit;

namespace StreamEngine.Tests.Running;

public sealed class LatencyWindowTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(2_000_000_000_000);
    private readonly LatencyWindow _window = new();

    [Fact]
    public void Nothing_seen_tells_nothing()
    {
        Assert.Null(_window.Percentile(0.5));
    }

    [Fact]
    public void Percentiles_are_those_of_the_latest_thousand()
    {
        for (var i = 0; i < 5000; i++) Add(10_000);
        for (var i = 1; i <= 1024; i++) Add(i);
        Assert.Equal((513.0, 1014.0), (_window.Percentile(0.5)!.Value, _window.Percentile(0.99)!.Value));
    }

    [Fact]
    public void Simulated_and_recorded_time_is_no_latency()
    {
        Add(-1);
        Add((long)TimeSpan.FromDays(2).TotalMilliseconds);
        Assert.Null(_window.Percentile(0.5));
    }

    private void Add(long latency) => _window.Add(Now.ToUnixTimeMilliseconds() - latency, Now);
}

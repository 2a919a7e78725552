using StreamEngine.Host.Running;
using StreamEngine.Pipeline;
using Xunit;

namespace StreamEngine.Tests.Running;

public sealed class LeadLimitTests
{
    private readonly LaneProgress[] _lanes = [At(0), At(0), At(null)];
    private readonly LeadLimit _limit;
    private long _milliseconds;

    public LeadLimitTests() => _limit = new LeadLimit(3, TimeSpan.FromSeconds(60), p => _lanes[p], () => _milliseconds++);

    [Fact]
    public void A_partition_waits_from_the_limit_on_until_it_is_half_as_far_ahead()
    {
        Assert.Equal([false, false, false, true, true, true, false], new long[] { 30_000, 59_000, 60_000, 60_001, 45_000, 30_001, 30_000 }.Select(Ahead));
    }

    [Fact]
    public void A_partition_without_event_time_holds_nobody_back()
    {
        _lanes[1] = At(10_000_000);
        _lanes[0] = At(null);
        Assert.Equal([false, false, false], Asked());
    }

    [Fact]
    public void A_partition_that_has_ended_holds_nobody_back()
    {
        _lanes[0] = At(100_000);
        Assert.True(_limit.IsTooFarAhead(0));
        _lanes[1] = At(0) with { HasEnded = true };
        Assert.Equal([false, false, false], Asked());
    }

    [Fact]
    public void The_slowest_itself_never_waits()
    {
        _lanes[0] = At(500_000);
        _lanes[2] = At(900_000);
        Assert.Equal([true, false, true], Asked());
    }

    private bool Ahead(long eventTime)
    {
        _lanes[0] = At(eventTime);
        return _limit.IsTooFarAhead(0);
    }

    private bool[] Asked() => [.. Enumerable.Range(0, 3).Select(_limit.IsTooFarAhead)];

    private static LaneProgress At(long? eventTime) => new(0, eventTime, null, false);
}

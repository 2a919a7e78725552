using StreamEngine.Kafka.Lag;
using Xunit;

namespace StreamEngine.IntegrationTests.Kafka;

public sealed class LagVerdictTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeMilliseconds(1_750_000_000_000);

    [Fact]
    public void A_partition_without_lag_or_whose_lag_falls_is_ok()
    {
        Assert.Equal(LagVerdict.Ok, Judge());
        Assert.Equal(LagVerdict.Ok, Judge((10, 10), (10, 10), (10, 10)));
        Assert.Equal(LagVerdict.Ok, Judge((0, 100), (50, 200), (150, 250), (200, 310)));
        Assert.Equal(LagVerdict.Ok, Judge((0, 100), (100, 100), (110, 190)));
    }

    [Fact]
    public void A_partition_that_moves_while_its_lag_never_falls_is_slow() =>
        Assert.Equal(LagVerdict.Slow, Judge((0, 100), (50, 150), (60, 300), (70, 400)));

    [Fact]
    public void A_partition_that_does_not_move_while_there_is_lag_is_stalled() =>
        Assert.Equal(LagVerdict.Stalled, Judge((50, 100), (50, 100), (50, 120)));

    [Fact]
    public void Two_samples_are_no_trend() => Assert.Equal(LagVerdict.Ok, Judge((50, 100), (50, 120)));

    [Fact]
    public void A_position_that_goes_back_is_rewound() => Assert.Equal(LagVerdict.Rewound, Judge((50, 100), (20, 100)));

    [Fact]
    public void A_consumer_that_no_longer_polls_has_stopped_whatever_its_lag()
    {
        LagSample[] window = [new(Start, Lag(10, 10), Start.AddSeconds(-11))];
        Assert.Equal(LagVerdict.Stopped, LagVerdicts.Of(window));
        window = [new(Start, Lag(10, 10), Start.AddSeconds(-1))];
        Assert.Equal(LagVerdict.Ok, LagVerdicts.Of(window));
    }

    [Fact]
    public void A_limit_that_is_reached_degrades_unless_something_worse_holds()
    {
        LagSample[] window = [new(Start, Lag(10, 10), Degraded: true)];
        Assert.Equal(LagVerdict.Degraded, LagVerdicts.Of(window));
        window = [.. Enumerable.Range(0, 3).Select(i => new LagSample(Start.AddSeconds(i), Lag(5, 10), Degraded: true))];
        Assert.Equal(LagVerdict.Stalled, LagVerdicts.Of(window));
    }

    [Fact]
    public void Lag_is_clamped_at_the_log_start_and_its_age_is_never_negative()
    {
        Assert.Equal(60, new PartitionLag(0, 5, 40, 100, null).Messages);
        Assert.Equal(0, new PartitionLag(0, 120, 40, 100, null).Messages);
        Assert.Equal(0, new PartitionLag(0, 5, 0, 100, null).Seconds(Start));
        Assert.Equal(0, new PartitionLag(0, 100, 0, 100, 1).Seconds(Start));
        Assert.Equal(0, new PartitionLag(0, 5, 0, 100, Start.ToUnixTimeMilliseconds() + 5000).Seconds(Start));
        Assert.Equal(2.5, new PartitionLag(0, 5, 0, 100, Start.ToUnixTimeMilliseconds() - 2500).Seconds(Start));
    }

    private static LagVerdict Judge(params (long Position, long High)[] samples) =>
        LagVerdicts.Of([.. samples.Select((s, i) => new LagSample(Start.AddSeconds(i), Lag(s.Position, s.High)))]);

    private static PartitionLag Lag(long position, long high) => new(0, position, 0, high, null);
}

using StreamEngine.Host.Cli;
using StreamEngine.Host.Verbs;
using StreamEngine.Kafka.Offsets;
using Xunit;

namespace StreamEngine.Tests.Verbs;

public sealed class OffsetTargetTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 18, 20, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_target_is_a_word_an_offset_a_time_or_how_long_ago()
    {
        Assert.Equal(new(OffsetTargetKind.Earliest), Of("earliest"));
        Assert.Equal(new(OffsetTargetKind.Latest), Of("latest"));
        Assert.Equal(new(OffsetTargetKind.Current), Of("current"));
        Assert.Equal(new(OffsetTargetKind.Offset, Number: 42), Of("42"));
        Assert.Equal(new(OffsetTargetKind.Time, Now.AddHours(-2)), Of("2h"));
        Assert.Equal(new(OffsetTargetKind.Time, Now.AddHours(-8)), Of("2026-06-18T20:00:00+08:00"));
        Assert.Equal(new(OffsetTargetKind.Time, Now), Of("2026-06-18 20:00")); // without a zone it is UTC
    }

    [Theory, InlineData("yesterday"), InlineData("-5"), InlineData("1.5"), InlineData(""), InlineData("99999999999999999999"), InlineData("20:00")]
    public void What_is_none_is_named(string text) => Assert.Contains(text, Assert.Throws<UsageException>(() => Of(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Partitions_have_targets_of_their_own()
    {
        var pairs = OffsetTarget.Pairs("--partition", ["0=earliest", "7=100"], Now);
        Assert.Equal([0, 7], pairs.Keys.Order());
        Assert.Equal(100, pairs[7].Number);
        foreach (var wrong in (string[])["0", "=5", "x=5", "-1=5"])
            Assert.Contains(wrong, Assert.Throws<UsageException>(() => OffsetTarget.Pairs("--partition", [wrong], Now)).Message, StringComparison.Ordinal);
        Assert.Contains("twice", Assert.Throws<UsageException>(() => OffsetTarget.Pairs("--partition", ["1=5", "1=6"], Now)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Records_that_are_skipped_or_repeated_are_counted_within_the_log()
    {
        var log = new LogRange(100, 200);
        Assert.Equal((100, 0, 50), Counts(committed: 120, checkpoint: 150, new(OffsetTargetKind.Earliest)));
        Assert.Equal((200, 80, 0), Counts(committed: 120, checkpoint: null, new(OffsetTargetKind.Latest)));
        Assert.Equal((200, 100, 0), Counts(committed: 50, checkpoint: null, new(OffsetTargetKind.Latest))); // what retention has taken is not skipped by this
        Assert.Equal((130, 0, 20), Counts(committed: null, checkpoint: 150, new(OffsetTargetKind.Offset, Number: 130)));
        Assert.Equal((200, 50, 0), Counts(committed: null, checkpoint: 150, new(OffsetTargetKind.Offset, Number: 999)));
        Assert.Equal((100, 0, 0), Counts(committed: null, checkpoint: null, new(OffsetTargetKind.Current)));
        Assert.Equal((160, 10, 0), Counts(committed: null, checkpoint: 150, new(OffsetTargetKind.Time, Now), atTime: 160));

        (long Target, long Skipped, long Repeated) Counts(long? committed, long? checkpoint, OffsetTarget target, long atTime = 0)
        {
            var reset = PartitionReset.Of(0, committed, checkpoint, log, target, atTime);
            return (reset.Target, reset.Skipped, reset.Repeated);
        }
    }

    [Fact]
    public void A_position_outside_the_log_is_what_the_policy_says()
    {
        var log = new LogRange(100, 200);
        foreach (var policy in Enum.GetValues<StreamEngine.Kafka.OffsetPolicy>())
        {
            Assert.Equal([100, 150, 200], new long[] { 100, 150, 200 }.Select(offset => log.Resolve(offset, policy)));
            long? outside = policy switch { StreamEngine.Kafka.OffsetPolicy.Earliest => 100, StreamEngine.Kafka.OffsetPolicy.Latest => 200, _ => null };
            Assert.Equal([outside, outside], new long[] { 99, 201 }.Select(offset => log.Resolve(offset, policy)));
        }
    }

    private static OffsetTarget Of(string text) => OffsetTarget.Of("--to", text, Now);
}

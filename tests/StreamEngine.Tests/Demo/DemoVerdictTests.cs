using StreamEngine.Host.Demo;
using Xunit;

namespace StreamEngine.Tests.Demo;

public sealed class DemoVerdictTests
{
    private static readonly DemoSummary Good = new()
    {
        Problems = [],
        Applied = 1000,
        TierChanges = 10,
        RowsWritten = 500,
        RowsInClickHouse = 400,
        TierChangesInClickHouse = 10,
        ClickHouseMissing = null,
        DeadLetters = 1,
        DeadLettersByReason = new Dictionary<string, long> { ["json"] = 1 },
        Duplicate = 0,
        TooLate = 0,
        UnknownType = 0,
        LagSecondsMax = 1,
        EventsPerSecond = 100,
        EventsPerSecondMax = 200,
        FirstTierChangeSeconds = 5,
        Seconds = 10,
        SimulatedTime = 1,
    };

    [Fact]
    public void A_demo_that_showed_everything_has_no_problem() => Assert.Empty(DemoVerdict.Problems(Good, true, wasInterrupted: false));

    [Fact]
    public void Tier_changes_are_needed() => Assert.Equal(["no tier changed"], DemoVerdict.Problems(Good with { TierChanges = 0, TierChangesInClickHouse = 0 }, true, wasInterrupted: false));

    [Fact]
    public void Rows_have_to_be_in_ClickHouse_and_not_only_written() =>
        Assert.Equal(["no row is in ClickHouse"], DemoVerdict.Problems(Good with { RowsInClickHouse = 0 }, true, wasInterrupted: false));

    [Fact]
    public void What_was_interrupted_before_there_was_anything_to_show_lacks_nothing()
    {
        var early = Good with { Applied = 0, TierChanges = 0, RowsWritten = 0, RowsInClickHouse = 0, TierChangesInClickHouse = 0 };

        Assert.Empty(DemoVerdict.Problems(early, true, wasInterrupted: true));
        Assert.NotEmpty(DemoVerdict.Problems(early, true, wasInterrupted: false));
        Assert.NotEmpty(DemoVerdict.Problems(Good with { TierChangesInClickHouse = 9 }, true, wasInterrupted: true));
    }

    [Fact]
    public void A_tier_change_that_ClickHouse_does_not_have_is_a_problem_once_everything_was_written()
    {
        var lost = Good with { TierChangesInClickHouse = 9 };

        Assert.Equal(["10 tier changes were published, ClickHouse has 9"], DemoVerdict.Problems(lost, true, wasInterrupted: false));
        Assert.Empty(DemoVerdict.Problems(lost, false, wasInterrupted: false));
    }

    [Fact]
    public void After_a_crash_everything_has_to_add_up()
    {
        var crash = new DemoCrash
        {
            AfterSeconds = 20,
            RecoverySeconds = 2,
            EventsSent = 1200,
            EventsRead = 1100,
            EventsAccountedFor = 1100,
            TierChangesOnTopic = 10,
            TierChangesDistinct = 10,
            TierChangesBroken = 0,
        };
        Assert.Empty(Problems(crash));

        Assert.Equal(["the engine put out no tick after it was killed"], Problems(crash with { RecoverySeconds = null }));
        Assert.Equal(["11 tier changes are on their topic, 10 different ones"], Problems(crash with { TierChangesOnTopic = 11 }));
        Assert.Equal(["1 tier changes on their topic are not whole"], Problems(crash with { TierChangesBroken = 1 }));
        Assert.Equal(["1100 events were read, the engine accounts for 1101"], Problems(crash with { EventsAccountedFor = 1101 }));
        Assert.Contains("cannot be told", Assert.Single(Problems(crash with { EventsAccountedFor = null })), StringComparison.Ordinal);

        static IEnumerable<string> Problems(DemoCrash crash) => DemoVerdict.Problems(Good with { Crash = crash }, true, wasInterrupted: false);
    }

    [Fact]
    public void Without_ClickHouse_rows_in_files_are_enough()
    {
        var files = Good with { ClickHouseMissing = "no npm", RowsInClickHouse = null, TierChangesInClickHouse = null };

        Assert.Empty(DemoVerdict.Problems(files, true, wasInterrupted: false));
        Assert.Equal(["no row was written"], DemoVerdict.Problems(files with { RowsWritten = 0 }, true, wasInterrupted: false));
    }
}

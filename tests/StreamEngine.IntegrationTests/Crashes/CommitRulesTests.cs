using Xunit;

namespace StreamEngine.IntegrationTests.Crashes;

public sealed class CommitRulesTests
{
    private readonly CommitRules _rules = new(2);

    [Fact]
    public void Commits_that_follow_checkpoints_are_fine()
    {
        Assert.Null(_rules.Observe([0, 0], null));
        Assert.Null(_rules.Observe([0, 0], [5, 7]));
        Assert.Null(_rules.Observe([5, 7], [5, 9]));
        Assert.Equal(1, _rules.Advances);
    }

    [Fact]
    public void A_commit_beyond_what_is_durable_is_seen()
    {
        Assert.Equal("partition 1: 8 is committed, 7 is durable", _rules.Observe([5, 8], [5, 7]));
        Assert.Equal("partition 0: 1 is committed, 0 is durable", _rules.Observe([1, 0], null));
    }

    [Fact]
    public void A_commit_that_goes_back_is_seen()
    {
        Assert.Null(_rules.Observe([5, 7], [5, 7]));

        Assert.Equal("partition 1: 6 is committed after 7", _rules.Observe([5, 6], [5, 7]));
    }

    [Fact]
    public void A_checkpoint_that_goes_back_is_seen()
    {
        Assert.Null(_rules.Observe([0, 0], [5, 7]));

        Assert.Equal("partition 0: 4 is durable after 5", _rules.Observe([0, 0], [4, 7]));
    }
}

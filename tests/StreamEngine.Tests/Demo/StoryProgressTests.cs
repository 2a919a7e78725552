using StreamEngine.Entities;
using StreamEngine.Host.Demo;
using StreamEngine.Scoring;
using StreamEngine.Simulator.Stories;
using Xunit;

namespace StreamEngine.Tests.Demo;

public sealed class StoryProgressTests
{
    private static readonly StoryProgress Fresh = new(new Story("climb", "A thermos climbs", "", EntityKind.Product, "m-1/p-1"), [], null);

    [Fact]
    public void Changes_make_the_path_and_the_engine_gives_the_score()
    {
        var story = Fresh.With(Change("L0", "L2")).With(Change("L2", "L5")).With(new EntityStanding("L5", 71));

        Assert.Equal(["L0", "L2", "L5"], story.Path);
        Assert.Equal(71, story.Score);
    }

    [Fact]
    public void A_tier_that_is_seen_before_its_change_is_told_once()
    {
        var story = Fresh.With(Change("L0", "L2")).With(new EntityStanding("L4", 61)).With(Change("L2", "L4")).With(new EntityStanding("L4", 61));

        Assert.Equal(["L0", "L2", "L4"], story.Path);
    }

    [Fact]
    public void A_tier_whose_change_was_missed_is_told_when_it_is_seen_again()
    {
        var story = Fresh.With(Change("L0", "L2")).With(new EntityStanding("L4", 61)).With(new EntityStanding("L4", 62));

        Assert.Equal(["L0", "L2", "L4"], story.Path);
    }

    [Fact]
    public void What_was_before_the_evening_does_not_matter() => Assert.Equal(["L2"], Fresh.With(Change("L0", "L2")).Begin().Path);

    private static TierChange Change(string from, string to) => new()
    {
        Kind = EntityKind.Product,
        Id = "m-1/p-1",
        Epoch = 0,
        Tick = 1,
        From = from,
        To = to,
        Score = 50,
        PreviousScore = null,
        Indicators = [],
        Reason = "score",
    };
}

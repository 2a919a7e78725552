using StreamEngine.Commerce;
using StreamEngine.Entities;
using StreamEngine.Host.Running;
using StreamEngine.Scoring;
using Xunit;

namespace StreamEngine.Tests.Running;

public sealed class ChangeHistoryTests : IDisposable
{
    private readonly ChangeHistory _history = new();
    private readonly List<long> _seen = [];

    public void Dispose() => _history.Dispose();

    [Fact]
    public void The_latest_come_newest_first()
    {
        Add(1, 5);
        Assert.Equal([5, 4, 3], _history.Latest(3).Select(c => c.Tick));
    }

    [Fact]
    public void Whoever_comes_without_an_id_gets_only_what_is_to_come()
    {
        Add(1, 5);
        using var subscription = Subscribe(null);
        Add(6, 7);
        Assert.Equal([6, 7], _seen);
    }

    [Fact]
    public void Whoever_comes_back_misses_nothing_and_gets_nothing_twice()
    {
        Add(1, 5);
        using var subscription = Subscribe(_history.Latest(3)[^1].ChangeId);
        Add(6, 7);
        Assert.Equal([4, 5, 6, 7], _seen);
    }

    [Fact]
    public void An_id_that_is_not_kept_any_more_stands_for_everything_that_is_kept()
    {
        Add(1, ChangeHistory.Kept + 3);
        using var subscription = Subscribe(Change(1).ChangeId);
        Assert.Equal(Enumerable.Range(4, ChangeHistory.Kept).Select(t => (long)t), _seen);
    }

    [Fact]
    public void An_id_with_a_line_break_travels_as_one_line_and_is_known_again()
    {
        var change = Change(1) with { Id = "a\nb" };
        Assert.DoesNotContain('\n', ChangeHistory.EventId(change));
        _history.Add([change], []);
        Add(2, 2);
        using var subscription = Subscribe(ChangeHistory.EventId(change));
        Assert.Equal([2], _seen);
    }

    [Fact]
    public void Announcements_are_in_the_stream_and_whoever_comes_back_after_one_goes_on_there()
    {
        var announced = new Announcement(AnnouncementTopic.Milestones, [], "618:brand:b", "{}"u8.ToArray());
        _history.Add([Change(1)], [announced]);
        Add(2, 2);
        Assert.Equal([2, 1], _history.Latest(10).Select(c => c.Tick));
        using (Subscribe(Change(1).ChangeId)) Assert.Equal([-1, 2], _seen);
        _seen.Clear();
        using (Subscribe("milestones/618:brand:b")) Assert.Equal([2], _seen);
        Add(3, 3);
        Assert.Equal([2], _seen);
    }

    private void Add(long from, long to)
    {
        for (var tick = from; tick <= to; tick++) _history.Add([Change(tick)], []);
    }

    private IDisposable Subscribe(string? lastId) => _history.Subscribe(lastId, item => _seen.Add(item.Change?.Tick ?? -1));

    private static TierChange Change(long tick) => new()
    {
        Kind = EntityKind.Creator,
        Id = "c",
        Epoch = 0,
        Tick = tick,
        From = "fair",
        To = "good",
        Score = 55,
        PreviousScore = null,
        Indicators = [],
        Reason = "score",
    };
}

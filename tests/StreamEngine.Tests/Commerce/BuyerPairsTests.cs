using System.IO.Hashing;
using System.Text;
using StreamEngine.Commerce;
using StreamEngine.Entities;
using Xunit;

namespace StreamEngine.Tests.Commerce;

public sealed class BuyerPairsTests
{
    private const long Day = 86_400_000, RepeatWindow = 30 * Day, HandoffWindow = 15 * Day;

    private readonly NameTable _creators = new();

    [Theory]
    [InlineData(1, 1_000_000)]
    [InlineData(2, 20)]
    [InlineData(3, 1)]
    [InlineData(4, 900)]
    public void Pairs_are_remembered_as_lists_of_orders_would(int seed, int limit)
    {
        var random = new Random(seed);
        var pairs = Pairs(limit);
        var model = new List<(string Key, List<(long Time, string? Creator)> Orders)>(); // least recently touched first
        long eventTime = 100 * Day, evicted = 0;
        for (var step = 0; step < 8000; step++)
        {
            eventTime += random.Next(30) == 0 ? random.NextInt64(16 * Day) : random.Next(1000);
            var time = eventTime - (random.Next(4) == 0 ? random.NextInt64(10 * Day) : 0);
            var (merchant, buyer) = ("m" + random.Next(30), "b" + random.Next(limit > 100 ? 60 : 3));
            var creator = random.Next(2) == 0 ? "c" + random.Next(4) : null;
            var ownRoom = creator is null && random.Next(3) > 0;

            var key = merchant + "\u001f" + buyer;
            var at = model.FindIndex(p => p.Key == key);
            var orders = at < 0 ? [] : model[at].Orders;
            if (at >= 0) model.RemoveAt(at);
            else if (model.Count == limit)
            {
                model.RemoveAt(0);
                evicted++;
            }
            var expected = Expected(key, orders, ownRoom, time, eventTime);
            orders.Add((time, creator));
            model.Add((key, orders));

            var number = creator is null ? -1 : _creators.Intern(Encoding.UTF8.GetBytes(creator));
            var effect = pairs.Apply(Encoding.UTF8.GetBytes(merchant), Encoding.UTF8.GetBytes(buyer), number, ownRoom, 100, time, eventTime);
            Assert.Equal(expected, (effect.Repeat, effect.Handoff ? Encoding.UTF8.GetString(_creators[effect.Creator]) : null, effect.HeldOut));
            Assert.Equal(model.Count, pairs.Count);
            Assert.Equal(evicted, pairs.Evicted);
        }
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(RepeatWindow, true)]
    [InlineData(RepeatWindow + 1, false)]
    public void A_repeat_is_one_within_thirty_days_of_event_time(long later, bool repeat)
    {
        var pairs = Pairs(10);
        Assert.False(Pay(pairs, null, false, 50 * Day).Repeat);
        Assert.Equal(repeat, Pay(pairs, null, false, 50 * Day + later).Repeat);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(HandoffWindow, true)]
    [InlineData(HandoffWindow + 1, false)]
    [InlineData(-1, false)]
    public void An_edge_is_handed_off_up_to_fifteen_days_after_it_and_not_before(long later, bool handoff)
    {
        var pairs = Pairs(10);
        Pay(pairs, "c1", false, 50 * Day);
        Assert.Equal(handoff, Pay(pairs, null, true, 50 * Day + later).Handoff);
    }

    [Fact]
    public void Of_two_distribution_orders_of_one_time_the_later_in_order_counts()
    {
        var pairs = Pairs(10);
        Pay(pairs, "c1", false, 50 * Day);
        Pay(pairs, "c2", false, 50 * Day);
        Pay(pairs, "c3", false, 50 * Day - 1);
        Assert.Equal("c2", Encoding.UTF8.GetString(_creators[Pay(pairs, null, true, 50 * Day).Creator]));
    }

    [Fact]
    public void One_in_ten_pairs_is_held_out()
    {
        var pairs = Pairs(20_000);
        var heldOut = Enumerable.Range(0, 10_000).Count(i => pairs.Apply("m"u8, Encoding.UTF8.GetBytes("b" + i), -1, false, 100, Day, Day).HeldOut);
        Assert.InRange(heldOut, 900, 1100);
    }

    private static (bool Repeat, string? Creator, bool HeldOut) Expected(
        string key, List<(long Time, string? Creator)> orders, bool ownRoom, long time, long eventTime)
    {
        var repeat = orders.Exists(o => o.Time >= eventTime - RepeatWindow);
        var edges = orders.Where(o => o.Creator is not null).ToList();
        var edge = edges.Count == 0 ? default : edges.Last(o => o.Time == edges.Max(e => e.Time));
        var handoff = ownRoom && edge.Creator is not null && edge.Time <= time && eventTime <= edge.Time + HandoffWindow;
        return (repeat, handoff ? edge.Creator : null, XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(key)) % 10 == 0);
    }

    private BuyerPairs Pairs(long limit) => new(new PairNames(_creators, new NameTable(), new NameTable()), RepeatWindow, HandoffWindow, 10, limit);

    private PaidOrderEffect Pay(BuyerPairs pairs, string? creator, bool ownRoom, long time) =>
        pairs.Apply("m"u8, "b"u8, creator is null ? -1 : _creators.Intern(Encoding.UTF8.GetBytes(creator)), ownRoom, 100, time, time);
}

using System.Text;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;
using Xunit;

namespace StreamEngine.Tests.Pipeline;

/// <summary>The budget of the whole lane, from bytes to closed ticks: nothing per event once merchants, products, creators and buyers are known.</summary>
public sealed class LaneAllocationTests
{
    private const long Start = 1_781_784_000_000;
    private const int Merchants = 5, Products = 20, Buyers = 50, EventsATick = 500;

    private readonly PartialPool _pool = new();
    private readonly Lane _lane;
    private long _next;

    public LaneAllocationTests()
    {
        // Ids for deduplication are forgotten within the test, so that their memory stops growing.
        var options = new EngineOptions { DeduplicationWindow = TimeSpan.FromSeconds(5) };
        _lane = new Lane(0, new LaneSetup(options, Scorecards.Compile(new ScoringOptions()), 1, 0), _pool, () => false, new Cuts());
    }

    [Fact]
    public void A_lane_allocates_nothing_per_event_from_decoding_to_closed_ticks()
    {
        // 40 seconds make everybody known, and their tiers settle; the 15 that are measured lie in the same minute: its rows are due later.
        Run(Batches(ticks: 40));
        var measured = Batches(ticks: 15);
        var closed = _lane.LastTick!.Value;
        var applied = _lane.Counters.Applied;

        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(measured);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(15_000, _lane.LastTick.Value - closed);
        Assert.Equal(15 * EventsATick, _lane.Counters.Applied - applied);
        Assert.Equal(0, _lane.Counters.Duplicate + _lane.Counters.DeadLettersTotal);
        Assert.Equal(0, allocated);
    }

    private List<RecordBatch> Batches(int ticks)
    {
        var batches = new List<RecordBatch>();
        for (var tick = 0; tick < ticks; tick++)
        {
            var batch = new RecordBatch();
            for (var i = 0; i < EventsATick; i++) batch.Add(Encoding.UTF8.GetBytes(Record(_next)), _next++, RecordBatch.NoTimestamp);
            batches.Add(batch);
        }
        return batches;
    }

    private static string Record(long n)
    {
        var type = (n % 20) switch { < 11 => "impression", < 15 => "click", 15 => "cart", 16 => "order_created", 17 => "order_paid", 18 => "watch", _ => "follow" };
        var who = $"\"merchant\":\"a merchant of more than 16 bytes {n / 7 % Merchants}\",\"product\":\"p-{n / 3 % Products}\",\"category\":\"c-{n / 3 % Products % 3}\",\"brand\":\"b\"";
        var with = n % 2 == 0 || type == "follow" ? $",\"creator\":\"creator-{n / 7 % Merchants}\",\"leader\":\"l-1\"" : "";
        var own = type switch
        {
            "order_created" or "order_paid" => $",\"order\":\"o-{n}\",\"buyer\":\"buyer-{n / 20 % Buyers}\",\"amount\":9900,\"quantity\":2,\"list_amount\":12900",
            "watch" => ",\"watch_ms\":5000",
            "follow" => ",\"target\":\"creator\"",
            _ => $",\"count\":{1 + n % 9}",
        };
        return $"{{\"id\":\"e-{n}\",\"type\":\"{type}\",\"ts\":{Start + n * 1000 / EventsATick},{who}{with},\"scene\":\"live\"{own}}}";
    }

    private void Run(List<RecordBatch> batches)
    {
        foreach (var batch in batches)
        {
            for (var next = 0; next < batch.Count;)
            {
                next = _lane.Apply(batch, next);
                foreach (var partial in _lane.Closed) _pool.Return(partial);
                _lane.Closed.Clear();
            }
        }
    }
}

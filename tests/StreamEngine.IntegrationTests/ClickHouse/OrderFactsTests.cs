using StreamEngine.ClickHouse.Reading;
using StreamEngine.ClickHouse.Schema;
using Xunit;

namespace StreamEngine.IntegrationTests.ClickHouse;

/// <summary>What a decision about an order has to know, out of the tables.</summary>
public sealed class OrderFactsTests(EmbeddedClickHouse server)
{
    [Fact]
    public async Task Security_handoffs_and_earlier_decisions_tell_what_an_order_had_counted_as_and_texts_are_values()
    {
        EmbeddedClickHouse.Require();
        var stop = TestContext.Current.CancellationToken;
        var options = server.Options();
        await DatabaseSchema.ApplyAsync(options, stop);
        using var http = server.Http();
        async Task InsertAsync(string sql) => await EmbeddedServerTests.PostAsync(http, $"/?database={options.Database}", sql);
        await InsertAsync("INSERT INTO handoffs (merchant, buyer, `order`, version, creator, edge_time, order_time, amount, held_out) VALUES "
            + "('m''1', 'b', 'o1', 1, '达人', 1, 2, 100, false), ('m''1', 'b', 'o2', 1, '达人', 1, 3, 100, true)");
        await InsertAsync("INSERT INTO decisions (id, version, ts, tick, merchant, action, kind, entity, by, why, event_id, event_type, event_time, product, creator, repeat, handoff_creator) VALUES "
            + "('d1', 1, 1, 2000, 'm''1', 'reverse', '', '', 'li', '', 'e3', 'order_paid', 1, '', '', true, ''), ('d2', 1, 1, 3000, 'm''1', 'reinstate', '', '', 'li', '', 'e3', 'order_paid', 1, '', '', false, 'c9')");

        Assert.Equal(new OrderFacts(true, "达人", "handoffs"), await OrderFacts.ReadAsync(options, "m'1", "o1", "e1", stop));
        Assert.Equal(new OrderFacts(true, "", "handoffs"), await OrderFacts.ReadAsync(options, "m'1", "o2", "e2", stop));
        Assert.Equal(new OrderFacts(false, "c9", "decisions"), await OrderFacts.ReadAsync(options, "m'1", "o1", "e3", stop));
        Assert.Equal(new OrderFacts(null, "", "none"), await OrderFacts.ReadAsync(options, "m'1", "o4", "e4", stop));
        Assert.Equal(new OrderFacts(null, "", "none"), await OrderFacts.ReadAsync(options, "x' OR '1'='1", "o1' OR 1 --", "e3", stop));
    }
}

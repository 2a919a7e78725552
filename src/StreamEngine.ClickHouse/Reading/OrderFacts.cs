using ClickHouse.Driver;
using ClickHouse.Driver.ADO.Parameters;
using ClickHouse.Driver.Utility;

namespace StreamEngine.ClickHouse.Reading;

/// <summary>What the engine had made of a paid order, as far as its tables tell: what a decision that takes the order back has to say.</summary>
/// <param name="Repeat">It counted as a repeat purchase; null when the tables do not tell.</param>
/// <param name="HandoffCreator">The creator that it was credited to (川流); empty for none.</param>
/// <param name="Source">The table that tells: handoffs, decisions, or none.</param>
public sealed record OrderFacts(bool? Repeat, string HandoffCreator, string Source)
{
    private const string Decided =
        "SELECT repeat, handoff_creator FROM v_decisions WHERE merchant = {merchant:String} AND event_id = {event:String} ORDER BY tick DESC LIMIT 1";

    private const string HandedOff = "SELECT creator, held_out FROM v_handoffs WHERE merchant = {merchant:String} AND `order` = {order:String} ORDER BY order_time DESC LIMIT 1";

    /// <summary>Asks the tables.</summary>
    /// <param name="options">The server and its database.</param>
    /// <param name="merchant">The order's merchant.</param>
    /// <param name="order">Its id.</param>
    /// <param name="eventId">Id of the event that paid it.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="ClickHouseFault">The server is not reached or refuses.</exception>
    public static async Task<OrderFacts> ReadAsync(ClickHouseOptions options, string merchant, string order, string eventId, CancellationToken stop)
    {
        using var client = ClickHouseClients.Create(options);
        try
        {
            // Who decided before knew as much; a handoff is a repeat, since the creator's edge is a paid order too.
            return await AskAsync(client, Decided, merchant, "event", eventId, reader => new OrderFacts(reader.GetBoolean(0), reader.GetString(1), "decisions"), stop)
                ?? await AskAsync(client, HandedOff, merchant, "order", order, reader => new OrderFacts(true, reader.GetBoolean(1) ? "" : reader.GetString(0), "handoffs"), stop)
                ?? new OrderFacts(null, "", "none");
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            throw ServerFaults.Of(e, options, "looking an order up");
        }
    }

    private static async Task<OrderFacts?> AskAsync(
        ClickHouseClient client, string sql, string merchant, string name, string value, Func<System.Data.Common.DbDataReader, OrderFacts> read, CancellationToken stop)
    {
        var parameters = new ClickHouseParameterCollection();
        parameters.AddParameter("merchant", merchant);
        parameters.AddParameter(name, value);
        await using var reader = await client.ExecuteReaderAsync(sql, parameters, cancellationToken: stop);
        return await reader.ReadAsync(stop) ? read(reader) : null;
    }
}

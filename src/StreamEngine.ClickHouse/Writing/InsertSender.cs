using ClickHouse.Driver;
using StreamEngine.ClickHouse.Schema;

namespace StreamEngine.ClickHouse.Writing;

/// <summary>An insert as it is sent, again and again if need be: the same bytes every time.</summary>
/// <param name="Table">Where its rows go.</param>
/// <param name="Columns">Names of the columns that it has.</param>
/// <param name="Body">Its rows.</param>
internal sealed record PreparedInsert(Table Table, IReadOnlyList<string> Columns, NativeBody Body);

/// <summary>Sends inserts through the driver, one at a time.</summary>
internal sealed class InsertSender(ClickHouseOptions options) : IDisposable
{
    // Stated, since their defaults have changed: the answer comes when the rows are in their table; equal blocks are not dropped, since a row's
    // version decides; a batch holds a key once, so there is nothing to collapse on insert.
    private static readonly Dictionary<string, object> Settings = new()
    {
        ["async_insert"] = 0,
        ["wait_for_async_insert"] = 1,
        ["insert_deduplicate"] = 0,
        ["optimize_on_insert"] = 0,
        // A column of another type than the table's is an error instead of a guess.
        ["input_format_native_allow_types_conversion"] = 0,
    };

    private readonly ClickHouseClient _client = ClickHouseClients.Create(options);

    private readonly Dictionary<Table, NativeRows> _encoders = [];

    /// <summary>Makes the bytes of a batch; they last until the table's next.</summary>
    public PreparedInsert Prepare(InsertBatch batch)
    {
        if (!_encoders.TryGetValue(batch.Table, out var encoder)) _encoders[batch.Table] = encoder = new NativeRows(batch.Table);
        var (body, columns) = encoder.Encode(batch);
        return new PreparedInsert(batch.Table, columns, body);
    }

    /// <summary>After an attempt that failed: whatever still reads the insert's bytes may go on, the next insert has bytes of its own.</summary>
    public void Abandon(PreparedInsert insert) => _encoders[insert.Table].Renew();

    /// <summary>One attempt; returns when the server has acknowledged the rows.</summary>
    public async Task SendAsync(PreparedInsert insert, CancellationToken stop)
    {
        var query = new QueryOptions { CustomSettings = Settings };
        await using var rows = insert.Body.Open();
        using var answer = await _client.InsertRawStreamAsync(
            insert.Table.Name, rows, NativeRows.Format, insert.Columns, useCompression: !options.IsLoopback, query, stop);
        // An error can come after the status has gone out, and something in between can answer in a server's place: only a server's silence means yes.
        var text = await answer.Content.ReadAsStringAsync(stop);
        if (answer.Headers.Contains("X-ClickHouse-Exception-Code") || text.Contains("DB::Exception", StringComparison.Ordinal))
            throw ClickHouseServerException.FromServerResponse(text, $"INSERT INTO {insert.Table.Name}");
        if (text.Length > 0 || !answer.Headers.Any(h => h.Key.StartsWith("X-ClickHouse-", StringComparison.OrdinalIgnoreCase)))
            throw new ClickHouseFault($"ClickHouse at {options.Endpoint} failed at an insert: what answers there is not ClickHouse", ClickHouseFaultKind.Unreachable);
    }

    public void Dispose() => _client.Dispose();
}

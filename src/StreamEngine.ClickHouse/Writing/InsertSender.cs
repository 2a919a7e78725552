using ClickHouse.Driver;

namespace StreamEngine.ClickHouse.Writing;

/// <summary>Sends one batch as one insert through the driver; one attempt.</summary>
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
    };

    private readonly ClickHouseClient _client = ClickHouseClients.Create(options);

    /// <summary>Returns when the server has acknowledged the rows.</summary>
    public async Task SendAsync(InsertBatch batch, CancellationToken stop)
    {
        var query = new QueryOptions { CustomSettings = Settings };
        await using var rows = batch.Open();
        using var answer = await _client.InsertRawStreamAsync(
            batch.Table.Name, rows, RowBytes.Format, batch.Table.Columns.Select(c => c.Name), useCompression: !options.IsLoopback, query, stop);
        // An error can come after the status has gone out; an insert that succeeded says nothing.
        var text = await answer.Content.ReadAsStringAsync(stop);
        if (answer.Headers.Contains("X-ClickHouse-Exception-Code") || text.Contains("DB::Exception", StringComparison.Ordinal))
            throw ClickHouseServerException.FromServerResponse(text, $"INSERT INTO {batch.Table.Name}");
    }

    public void Dispose() => _client.Dispose();
}

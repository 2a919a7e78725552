using ClickHouse.Driver;
using ClickHouse.Driver.ADO;

namespace StreamEngine.ClickHouse;

/// <summary>Makes the driver's clients from the options; the only place that does.</summary>
internal static class ClickHouseClients
{
    public static ClickHouseClient Create(ClickHouseOptions options, string? database = null)
    {
        var settings = new ClickHouseClientSettings
        {
            Host = options.Endpoint.Host,
            Port = (ushort)options.Endpoint.Port,
            Protocol = options.Endpoint.Scheme,
            Database = database ?? options.Database,
            Username = options.User,
            Password = options.Password?.Reveal() ?? "",
            Timeout = options.InsertTimeout,
            // On one machine compressing costs more than it saves.
            UseCompression = !options.IsLoopback,
            // Neither sends settings that a read-only user may not change.
            JsonReadMode = JsonReadMode.None,
            JsonWriteMode = JsonWriteMode.None,
        };
        return new ClickHouseClient(settings);
    }
}

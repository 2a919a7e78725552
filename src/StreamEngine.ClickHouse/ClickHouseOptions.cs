using System.ComponentModel.DataAnnotations;
using System.Net;
using StreamEngine.Pipeline;

namespace StreamEngine.ClickHouse;

/// <summary>Which ClickHouse rows go to, and how.</summary>
public sealed record ClickHouseOptions : IValidatableObject
{
    /// <summary>The database's default name.</summary>
    public const string DefaultDatabase = "stream_engine";

    /// <summary>Host name or address. Default 127.0.0.1.</summary>
    [Required]
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Port of the HTTP interface; 0 (default) is the server's own: 8443 with https, 8123 without.</summary>
    [Range(0, 65535)]
    public int Port { get; init; }

    /// <summary>Whether to speak https, with the server's certificate checked. Default: yes, unless the host is this machine.</summary>
    public bool? Https { get; init; }

    /// <summary>PEM file of the authorities that sign the server's certificate; absent (default): the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>Database of the tables. Default stream_engine.</summary>
    [Required, RegularExpression("[A-Za-z_][A-Za-z0-9_]*")]
    public string Database { get; init; } = DefaultDatabase;

    /// <summary>User; needs INSERT on the tables, and SELECT on system.tables and system.columns for the check. Default <c>default</c>.</summary>
    [Required]
    public string User { get; init; } = "default";

    /// <summary>Password; none by default.</summary>
    public Secret? Password { get; init; }

    /// <summary>How often changed rows are sent. Default 2 s: ClickHouse wants few, large inserts, people want fresh rows.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan RowInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Rows of one insert at most. Default 100,000: what one insert should hold; so many waiting rows are sent before the interval ends.</summary>
    [Range(1, 10_000_000)]
    public int InsertRows { get; init; } = 100_000;

    /// <summary>Bytes of one insert at most, before compression. Default 32 MiB: bounds what a retry keeps in memory.</summary>
    [Range(64 * 1024, 1 << 30)]
    public int InsertBytes { get; init; } = 32 << 20;

    /// <summary>Rows that wait at most, one per key; beyond them the engine pauses. Default 2 M.</summary>
    [Range(1, 1_000_000_000)]
    public int BufferRows { get; init; } = 2_000_000;

    /// <summary>Bytes that waiting rows take at most. Default 512 MiB.</summary>
    [Range(1L << 20, 1L << 30)]
    public long BufferBytes { get; init; } = 512L << 20;

    /// <summary>How long one insert may take before it is sent again. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan InsertTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>First pause before an insert is sent again; it doubles. Default 200 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest pause before an insert is sent again. Default 5 s: after an outage rows flow again within that time.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan MaximumRetryDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether https is spoken.</summary>
    public bool UsesHttps => Https ?? !IsLoopback;

    /// <summary>The address, without user or password.</summary>
    public Uri Endpoint => new UriBuilder(UsesHttps ? "https" : "http", Host, Port != 0 ? Port : UsesHttps ? 8443 : 8123).Uri;

    /// <summary>Whether the host is this machine.</summary>
    internal bool IsLoopback =>
        Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (CaFile is null) yield break;
        if (!UsesHttps) yield return new("has no effect without https", [nameof(CaFile)]);
        else if (!File.Exists(CaFile)) yield return new($"there is no file {CaFile}", [nameof(CaFile)]);
    }
}

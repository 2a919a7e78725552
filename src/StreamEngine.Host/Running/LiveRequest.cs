namespace StreamEngine.Host.Running;

/// <summary>What a live run is asked for besides the configuration.</summary>
internal sealed record LiveRequest
{
    /// <summary>Stops at the offsets at which the partitions end now, and closes the last tick.</summary>
    public bool UntilEnd { get; init; }

    /// <summary>Lanes that work at the same time. Changes speed and nothing else.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The folder that rows go to as JSON lines; null: ClickHouse.</summary>
    public string? RowsFolder { get; init; }
}

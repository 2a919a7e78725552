using System.Text.Json.Serialization;

namespace StreamEngine.Peers.Naive;

/// <summary>An event as a good C# developer declares it: the properties that are needed, filled by the serializer.</summary>
internal sealed record EventRecord
{
    public string Type { get; init; } = "";
    public long Ts { get; init; }
    public long? Received { get; init; }
    public string Merchant { get; init; } = "";
    public string? Product { get; init; }
    public string? Creator { get; init; }
    public long Count { get; init; } = 1;
    public long Amount { get; init; }

    [JsonIgnore]
    public long Time => Math.Min(Ts, Received ?? long.MaxValue);

    /// <summary>The number of the sum that it adds to; -1 for none.</summary>
    [JsonIgnore]
    public int Sum => Type switch { "impression" => 0, "click" => 1, "cart" => 2, "order_created" => 3, "order_paid" => 4, _ => -1 };

    [JsonIgnore]
    public long Value => Sum switch { 3 => 1, 4 => Amount, _ => Count };

    [JsonIgnore]
    public bool IsEnd => Type == "bench_end";
}

/// <summary>Generated at compile time: faster than reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EventRecord))]
internal sealed partial class EventContext : JsonSerializerContext;

using System.Text.Json.Serialization;
using StreamEngine.Commerce.Decisions;
using StreamEngine.Entities;
using StreamEngine.Events;

namespace StreamEngine.Host.Api;

/// <summary>A manual decision, as the API serves it and as <c>explain</c> prints it. By and why are what somebody typed.</summary>
internal sealed record DecisionReport
{
    public required string Id { get; init; }

    /// <summary>When it was made, ms since the Unix epoch.</summary>
    public required long Ts { get; init; }

    /// <summary>The tick from which it shows, ms since the Unix epoch.</summary>
    public required long Tick { get; init; }

    public required string Merchant { get; init; }
    public required string Action { get; init; }
    public required string By { get; init; }
    public required string Why { get; init; }

    /// <summary>Whose tier it is about: product or merchant.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Kind { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Entity { get; init; }

    /// <summary>The event that it reverses or reinstates.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EventId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EventType { get; init; }

    /// <summary>Time of that event, ms since the Unix epoch.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? EventTime { get; init; }

    public static DecisionReport Of(ManualDecision decision) => new()
    {
        Id = decision.Id,
        Ts = decision.Time,
        Tick = decision.Tick,
        Merchant = decision.Merchant,
        Action = decision.ActionName,
        By = decision.By,
        Why = decision.Why,
        Kind = decision.Tier is { } tier ? EntityKinds.Name(tier.Kind) : null,
        Entity = decision.Tier?.Id,
        EventId = decision.Event?.Id,
        EventType = decision.Event is { } e ? SnakeCase.Of(e.Type.ToString()) : null,
        EventTime = decision.Event?.Time,
    };
}

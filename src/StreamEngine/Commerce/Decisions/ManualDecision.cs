using StreamEngine.Entities;
using StreamEngine.Events;

namespace StreamEngine.Commerce.Decisions;

/// <summary>The event that a decision reverses or reinstates.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">Its type.</param>
/// <param name="Time">Its time, ms since the Unix epoch.</param>
/// <param name="Product">The product's id, <c>merchant/product</c>; empty when it names none.</param>
/// <param name="Creator">The creator's id; empty when it names none.</param>
/// <param name="Repeat">It had counted as a repeat purchase.</param>
/// <param name="HandoffCreator">The creator that it had been credited to (川流); empty for none.</param>
public sealed record ReversedEvent(string Id, EventType Type, long Time, string Product, string Creator, bool Repeat, string HandoffCreator);

/// <summary>A manual decision that has been applied: who, why, when, and about what.</summary>
public sealed record ManualDecision
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>When it was made, ms since the Unix epoch.</summary>
    public required long Time { get; init; }

    /// <summary>The tick from which it shows, ms since the Unix epoch.</summary>
    public required long Tick { get; init; }

    /// <summary>The merchant whose partition it is on.</summary>
    public required string Merchant { get; init; }

    /// <summary>What it does.</summary>
    public required DecisionAction Action { get; init; }

    /// <summary>Who made it: any text.</summary>
    public required string By { get; init; }

    /// <summary>Why it was made: any text.</summary>
    public required string Why { get; init; }

    /// <summary>Whose tier is frozen or released; null for decisions about events.</summary>
    public (EntityKind Kind, string Id)? Tier { get; init; }

    /// <summary>The event that is reversed or reinstated; null for decisions about tiers.</summary>
    public ReversedEvent? Event { get; init; }

    /// <summary>The action as events and outputs name it.</summary>
    public string ActionName => SnakeCase.Of(Action.ToString());

    /// <summary>Whether it is about an entity: its tier, or an event that the entity had reached.</summary>
    public bool Concerns(EntityKind kind, string id) => Event is { } e
        ? kind switch
        {
            EntityKind.Product => e.Product == id,
            EntityKind.Merchant => Merchant == id,
            _ => e.Creator == id || e.HandoffCreator == id,
        }
        : Tier == (kind, id);
}

namespace StreamEngine.Events;

/// <summary>What became of a record's bytes.</summary>
public enum DecodeOutcome : byte
{
    /// <summary>A valid event of a known type.</summary>
    Event,
    /// <summary>A JSON object of a type that the contract does not name.</summary>
    UnknownType,
    /// <summary>Bad input; the reason says which check failed.</summary>
    DeadLetter,
}

/// <summary>
/// Why a record is a dead letter: the first check that fails, or the field that is missing, of the wrong type or out of range.
/// The name written to outputs is the member's in snake_case (<see cref="DeadLetterReasons.Name"/>).
/// </summary>
public enum DeadLetterReason : byte
{
#pragma warning disable CS1591 // each member is the snake_case name of a check or a field of the event contract
    None, Size, Json, Object, DuplicateField, Type, Id, Ts, Received, Merchant, Product, Creator, Leader, Buyer, Order, Room, Scene, Category, Brand,
    Count, Amount, Quantity, ListAmount, MarketAmount, CommissionBp, PromisedBy, Reason, Stars, Target, Liable, WatchMs, Severity, Points, DurationMs,
    Action, By, Why, Kind, Event, Repeat, HandoffCreator, FromTheFuture,
#pragma warning restore CS1591
}

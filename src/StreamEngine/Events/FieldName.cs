namespace StreamEngine.Events;

/// <summary>The fields that the event contract names, in the order in which they are checked, then a manual decision's own.</summary>
internal enum FieldName : byte
{
    Type, Id, Ts, Received, Merchant, Product, Creator, Leader, Buyer, Order, Room, Scene, Category, Brand,
    Count, Amount, Quantity, ListAmount, MarketAmount, CommissionBp, PromisedBy, Reason, Stars, Target, Liable, WatchMs, Severity, Points, DurationMs,
    Action, By, Why, Kind, Event, Repeat, HandoffCreator,

    /// <summary>Any other name: ignored, and a slot of its own, so that scanners need no branch for it.</summary>
    Unknown,
}

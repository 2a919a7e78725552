namespace StreamEngine.Events;

/// <summary>The kinds of events of a live-commerce platform.</summary>
public enum EventType : byte
{
    /// <summary>A type that the contract does not name; counted and skipped.</summary>
    Unknown,

    /// <summary>A product or room was shown.</summary>
    Impression,

    /// <summary>A product was opened.</summary>
    Click,

    /// <summary>A product was put into the cart.</summary>
    Cart,

    /// <summary>An order was placed, not yet paid.</summary>
    OrderCreated,

    /// <summary>An order was paid.</summary>
    OrderPaid,

    /// <summary>An order left the warehouse.</summary>
    OrderShipped,

    /// <summary>Money went back to the buyer.</summary>
    Refund,

    /// <summary>A buyer rated a purchase with 1 to 5 stars.</summary>
    Review,

    /// <summary>A buyer complained.</summary>
    Complaint,

    /// <summary>A dispute was decided.</summary>
    DisputeClosed,

    /// <summary>A viewer follows a merchant or creator.</summary>
    Follow,

    /// <summary>A viewer left a room or a video.</summary>
    Watch,

    /// <summary>A viewer reports a room.</summary>
    Report,

    /// <summary>The platform found a breach of its rules.</summary>
    Violation,

    /// <summary>A live room opened.</summary>
    LiveStarted,

    /// <summary>A live room closed.</summary>
    LiveEnded,

    /// <summary>Moves the event time of its partition and nothing else.</summary>
    Heartbeat,

    /// <summary>A manual decision of the platform's staff.</summary>
    Decision,
}

namespace StreamEngine.Events;

/// <summary>Where in the application an event happened. Any text but the six named ones is <see cref="Other"/>.</summary>
public enum Scene : byte
{
    /// <summary>The event names no scene.</summary>
    None,
    /// <summary>A live room.</summary>
    Live,
    /// <summary>A short video.</summary>
    Video,
    /// <summary>Search results.</summary>
    Search,
    /// <summary>The mall tab.</summary>
    Mall,
    /// <summary>Recommendations.</summary>
    Recommend,
    /// <summary>The merchant's store page.</summary>
    Store,
    /// <summary>Any other text.</summary>
    Other,
}

/// <summary>The field of business (经营场域) that an event belongs to, derived from creator and scene.</summary>
public enum Channel : byte
{
    /// <summary>A creator brought it (分销).</summary>
    Distribution,
    /// <summary>The merchant's own room or video (自播).</summary>
    Self,
    /// <summary>Everything else: search, mall, recommendations, store (泛货架).</summary>
    Shelf,
}

/// <summary>Whom an event is aimed at, or who is liable.</summary>
public enum Party : byte
{
    /// <summary>Nobody.</summary>
    None,
    /// <summary>The product.</summary>
    Product,
    /// <summary>The merchant.</summary>
    Merchant,
    /// <summary>The creator.</summary>
    Creator,
    /// <summary>The buyer.</summary>
    Buyer,
}

/// <summary>Why a buyer sent goods back. Any text but the four named ones is <see cref="Other"/>.</summary>
public enum RefundReason : byte
{
    /// <summary>Any other text, or none.</summary>
    Other,
    /// <summary>Bad quality.</summary>
    Quality,
    /// <summary>The goods are not what was described.</summary>
    NotAsDescribed,
    /// <summary>Came too late.</summary>
    Late,
    /// <summary>No longer wanted.</summary>
    Unwanted,
}

/// <summary>What a manual decision does.</summary>
public enum DecisionAction : byte
{
    /// <summary>The event is no decision.</summary>
    None,
    /// <summary>Takes back what an earlier event added.</summary>
    Reverse,
    /// <summary>Undoes a reversal.</summary>
    Reinstate,
    /// <summary>Keeps a product's or merchant's tier as it is, whatever its score.</summary>
    FreezeTier,
    /// <summary>Undoes a freeze.</summary>
    ReleaseTier,
}

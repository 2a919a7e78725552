namespace StreamEngine.Entities;

/// <summary>What scores and totals are kept of. The name in outputs is the member's in lower case.</summary>
public enum EntityKind : byte
{
    /// <summary>An item of a merchant; its id is <c>merchant/product</c>.</summary>
    Product,
    /// <summary>A seller.</summary>
    Merchant,
    /// <summary>A creator (达人).</summary>
    Creator,
    /// <summary>A matchmaker (团长).</summary>
    Leader,
    /// <summary>A brand.</summary>
    Brand,
    /// <summary>A category of goods.</summary>
    Category,
    /// <summary>A scene: live, video, search, mall, recommend, store, other.</summary>
    Scene,
    /// <summary>A field of business: distribution, self, shelf.</summary>
    Channel,
    /// <summary>The platform as a whole; its only id is <c>all</c>.</summary>
    Platform,
}

/// <summary>Names of <see cref="EntityKind"/>.</summary>
public static class EntityKinds
{
    /// <summary>The name of each kind in outputs, by its number.</summary>
    public static readonly IReadOnlyList<string> Names = [.. Enum.GetNames<EntityKind>().Select(n => n.ToLowerInvariant())];

    /// <summary>The name in outputs.</summary>
    public static string Name(EntityKind kind) => Names[(int)kind];

    /// <summary>Kinds that have a scorecard and tiers.</summary>
    public static bool IsScored(EntityKind kind) => kind <= EntityKind.Creator;
}

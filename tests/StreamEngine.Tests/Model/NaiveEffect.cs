namespace StreamEngine.Tests.Model;

/// <summary>What one event does to one entity that it names or credits.</summary>
internal sealed record NaiveEffect(string Kind, string Id, long Time, long EventTime, IReadOnlyList<(string Metric, long Amount)> Additions)
{
    /// <summary>A creator that sold (distinct count).</summary>
    public string? Creator { get; init; }

    /// <summary>Whose goods were sold, and which.</summary>
    public string? Merchant { get; init; }

    /// <inheritdoc cref="Merchant"/>
    public string? Product { get; init; }

    /// <summary>A buyer that paid.</summary>
    public string? Buyer { get; init; }

    public string? Category { get; init; }

    /// <summary>What a creator has sold of a category.</summary>
    public (string Category, long Amount)? Sold { get; init; }
}

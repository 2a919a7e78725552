namespace StreamEngine.Host.Configuration;

/// <summary>One thing that is wrong in the configuration.</summary>
/// <param name="Path">Which value, such as <c>scoring.product.indicators[price_edge].weight</c>; empty when it is the file as a whole.</param>
/// <param name="Where">Where it was written; absent when it was not.</param>
/// <param name="Message">What is allowed and what is there.</param>
internal sealed record ConfigurationError(string Path, Origin? Where, string Message)
{
    public override string ToString()
    {
        var place = string.Join(' ', new[] { Path, Where is null ? "" : Path.Length == 0 ? $"{Where}" : $"({Where})" }.Where(t => t.Length > 0));
        return place.Length == 0 ? Message : $"{place}: {Message}";
    }
}

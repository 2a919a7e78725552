namespace StreamEngine.Events;

/// <summary>The one spelling of names in configuration and outputs.</summary>
public static class SnakeCase
{
    /// <summary>PascalCase to snake_case: <c>FromTheFuture</c> to <c>from_the_future</c>.</summary>
    public static string Of(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));
}

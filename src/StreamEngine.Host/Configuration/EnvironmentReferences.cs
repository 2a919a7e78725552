using System.Text.RegularExpressions;

namespace StreamEngine.Host.Configuration;

/// <summary>Puts environment variables in the place of <c>${env:NAME}</c>.</summary>
internal sealed partial class EnvironmentReferences(IReadOnlyDictionary<string, string> environment, List<ConfigurationError> errors)
{
    /// <summary>The text with every reference resolved; null when one names a variable that is not set, which is reported.</summary>
    public string? Resolve(string text, string path, Origin origin)
    {
        var missing = Reference().Matches(text).Select(m => m.Groups[1].Value).Where(name => !environment.ContainsKey(name)).Distinct().ToList();
        foreach (var name in missing) errors.Add(new(path, origin, $"names the environment variable {name}, which is not set"));
        return missing.Count > 0 ? null : Reference().Replace(text, m => environment[m.Groups[1].Value]);
    }

    [GeneratedRegex(@"\$\{env:([^}]*)\}")]
    private static partial Regex Reference();
}

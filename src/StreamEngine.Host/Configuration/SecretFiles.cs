using System.Reflection;
using StreamEngine.Pipeline;

namespace StreamEngine.Host.Configuration;

/// <summary>Secrets that lie in a file of their own: <c>password_file: /run/secrets/kafka</c> in place of <c>password</c>.</summary>
internal sealed class SecretFiles(List<ConfigurationError> errors)
{
    public const string Suffix = "_file";

    /// <summary>The secret that a key such as <c>password_file</c> stands for.</summary>
    public static PropertyInfo? PropertyOf(string key, IReadOnlyDictionary<string, PropertyInfo> properties) =>
        key.EndsWith(Suffix, StringComparison.Ordinal) && properties.TryGetValue(key[..^Suffix.Length], out var property) && property.PropertyType == typeof(Secret)
            ? property
            : null;

    /// <summary>The file's text without the line's end.</summary>
    public Secret? Read(string file, string path, Origin origin)
    {
        try
        {
            var text = File.ReadAllText(file).TrimEnd('\r', '\n');
            if (text.Length > 0) return new Secret(text);
            errors.Add(new(path, origin, $"must name a file with a secret in it, {file} is empty"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            errors.Add(new(path, origin, $"must name a file that can be read: {e.Message}"));
        }
        return null;
    }
}

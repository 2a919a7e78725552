using StreamEngine.Host.Configuration;
using Xunit;

namespace StreamEngine.Tests.Configuration;

/// <summary>Loads configurations that are written in a test.</summary>
internal static class Loading
{
    public static readonly IReadOnlyDictionary<string, string> NoEnvironment = new Dictionary<string, string>();

    public static StreamEngineOptions Options(string? text = null, string[]? set = null, Dictionary<string, string>? environment = null)
    {
        var loaded = ConfigurationLoader.LoadText(text, set ?? [], environment ?? NoEnvironment);
        Assert.Empty(loaded.Errors);
        return loaded.Options!;
    }

    public static List<string> Errors(string? text, string[]? set = null, Dictionary<string, string>? environment = null)
    {
        var loaded = ConfigurationLoader.LoadText(text, set ?? [], environment ?? NoEnvironment);
        Assert.Null(loaded.Options);
        return [.. loaded.Errors.Select(e => e.ToString())];
    }
}

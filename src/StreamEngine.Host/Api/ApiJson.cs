using System.Text.Encodings.Web;
using System.Text.Json;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;

namespace StreamEngine.Host.Api;

/// <summary>JSON as the API speaks it: keys in snake_case, non-ASCII as it is. It is served as JSON and nothing else, so HTML means nothing in it.</summary>
internal static class ApiJson
{
    public static readonly JsonSerializerOptions Options = Configure(new JsonSerializerOptions());

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        return options;
    }

    /// <summary>A tier change as it is on the topic.</summary>
    public static string Of(TierChange change)
    {
        var text = new JsonText();
        TierChangeJson.Write(text, change);
        return System.Text.Encoding.UTF8.GetString(text.Written);
    }

    /// <summary>Tier changes as an array of what is on the topic.</summary>
    public static byte[] Of(IEnumerable<TierChange> changes)
    {
        var text = new JsonText();
        text.Array();
        foreach (var change in changes) TierChangeJson.Write(text, change);
        text.EndArray();
        return text.Written.ToArray();
    }
}

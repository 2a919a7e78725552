using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamEngine.Checkpoints;

/// <summary>
/// The small JSON files of a store: what they are, the version of the format, a checksum, and the content, over whose bytes the checksum is. Whatever
/// another program or version wrote, or something altered, is refused with the reason; nothing of it is used before.
/// </summary>
internal static class Envelope
{
    /// <summary>Ten thousand partitions with a hundred segments each stay below.</summary>
    private const int LargestBytes = 128 << 20;

    private static readonly JsonSerializerOptions Content = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NewLine = "\n",
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    public static byte[] Write<T>(string format, T content)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(content, Content);
        var head = $$"""{"format": "{{format}}", "version": {{CheckpointManifest.FormatVersion}}, "checksum": "{{Hash(json)}}", "content": """;
        return [.. Encoding.UTF8.GetBytes(head), .. json, (byte)'}'];
    }

    /// <summary>The content, or why it is refused.</summary>
    public static T? Read<T>(string format, byte[] file, out string? refusal) where T : class
    {
        refusal = null;
        if (file.Length > LargestBytes) return Refuse<T>("is too large", out refusal);
        try
        {
            using var document = JsonDocument.Parse(file, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var root = document.RootElement;
            if (TextOf(root, "format") != format) return Refuse<T>("was not written by this program", out refusal);
            if (!root.TryGetProperty("version", out var written) || !written.TryGetInt32(out var version)) return Refuse<T>("names no format version", out refusal);
            if (version != CheckpointManifest.FormatVersion)
                return Refuse<T>($"has format version {version}, this program reads {CheckpointManifest.FormatVersion}: use the version of the program that wrote it", out refusal);
            if (root.EnumerateObject().Count() != 4 || !root.TryGetProperty("content", out var content)) return Refuse<T>("is altered", out refusal);
            var json = JsonMarshal.GetRawUtf8Value(content);
            if (TextOf(root, "checksum") != Hash(json)) return Refuse<T>("does not have the checksum that it was written with", out refusal);
            return JsonSerializer.Deserialize<T>(json, Content) ?? Refuse<T>("is empty", out refusal);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Refuse<T>(file.Length == 0 ? "is empty" : "is torn or altered: it is no complete JSON of its format", out refusal);
        }
    }

    /// <summary>XxHash128, in lower-case hexadecimal digits.</summary>
    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(XxHash128.Hash(bytes));

    private static string? TextOf(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static T? Refuse<T>(string reason, out string? refusal) where T : class
    {
        refusal = reason;
        return null;
    }
}

using System.Text.Json;

namespace StreamEngine.Tests.Simulator;

/// <summary>One line read back, for naive sums.</summary>
internal sealed class SimulatedEvent
{
    private readonly JsonElement _json;

    public SimulatedEvent(ReadOnlySpan<byte> line)
    {
        _json = JsonDocument.Parse(line.ToArray()).RootElement;
        Type = Text("type")!;
        Time = Math.Min(Number("ts"), Number("received", Number("ts")));
        Scene = Text("scene") ?? "";
        Channel = Text("creator") is not null ? "distribution" : Scene is "live" or "video" ? "self" : "shelf";
    }

    public string Type { get; }

    public long Time { get; }

    public string Scene { get; }

    public string Channel { get; }

    public string? Text(string field) => _json.TryGetProperty(field, out JsonElement v) ? v.GetString() : null;

    public string Raw(string field) => _json.GetProperty(field).GetRawText();

    public long Number(string field, long absent = 0) => _json.TryGetProperty(field, out JsonElement v) ? v.GetInt64() : absent;
}

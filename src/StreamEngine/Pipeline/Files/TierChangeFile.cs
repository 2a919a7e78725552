using StreamEngine.Commerce;
using StreamEngine.Scoring;

namespace StreamEngine.Pipeline.Files;

/// <summary>Tier changes as JSON lines: by tick, kind, id, as they come. Beside them a file for each topic of announcements that has any.</summary>
public sealed class TierChangeFile(string path) : ITierChangeSink
{
    private readonly JsonLinesFile _file = new(path);
    private readonly Dictionary<AnnouncementTopic, JsonLinesFile> _announcements = [];

    /// <summary>Changes written.</summary>
    public long Count { get; private set; }

    /// <inheritdoc/>
    public ValueTask PublishAsync(long tick, IReadOnlyList<TierChange> changes, IReadOnlyList<Announcement> announcements, CancellationToken stop)
    {
        foreach (var change in changes)
        {
            TierChangeJson.Write(_file.Text, change);
            _file.EndLine();
            Count++;
        }
        foreach (var announcement in announcements)
        {
            var file = FileOf(announcement.Topic);
            file.Text.Raw(announcement.Json);
            file.EndLine();
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> Positions => new Dictionary<string, IReadOnlyList<long>>();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        foreach (var file in _announcements.Values) file.Dispose();
        return ValueTask.CompletedTask;
    }

    private JsonLinesFile FileOf(AnnouncementTopic topic)
    {
        if (!_announcements.TryGetValue(topic, out var file))
            _announcements[topic] = file = new JsonLinesFile(Path.Combine(Path.GetDirectoryName(path) ?? "", topic.Name + ".jsonl"));
        return file;
    }
}

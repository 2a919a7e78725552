using StreamEngine.Scoring;

namespace StreamEngine.Pipeline.Files;

/// <summary>Tier changes as JSON lines: by tick, kind, id, as they come.</summary>
public sealed class TierChangeFile(string path) : ITierChangeSink
{
    private readonly JsonLinesFile _file = new(path);

    /// <summary>Changes written.</summary>
    public long Count { get; private set; }

    /// <inheritdoc/>
    public ValueTask PublishAsync(long tick, IReadOnlyList<TierChange> changes, CancellationToken stop)
    {
        foreach (var change in changes)
        {
            TierChangeJson.Write(_file.Text, change);
            _file.EndLine();
            Count++;
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> Positions => new Dictionary<string, IReadOnlyList<long>>();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }
}

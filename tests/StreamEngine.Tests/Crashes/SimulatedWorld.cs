using StreamEngine.Checkpoints;
using StreamEngine.Tests.Checkpoints;
using StreamEngine.Tests.Invariants;

namespace StreamEngine.Tests.Crashes;

/// <summary>Everything that outlives a process, and what has happened to it.</summary>
internal sealed class SimulatedWorld(IReadOnlyList<IReadOnlyList<byte[]>> input)
{
    private string? _newest;

    public IReadOnlyList<IReadOnlyList<byte[]>> Input { get; } = input;

    public SimulatedTopic TierChanges { get; } = new();

    /// <summary>All topics of announcements as one.</summary>
    public SimulatedTopic Announcements { get; } = new();

    public SimulatedTopic DeadLetters { get; } = new();

    public SimulatedTable Table { get; } = new();

    public MemoryFolder Folder { get; } = new();

    /// <summary>The clock of all processes.</summary>
    public SteppedTime Time { get; } = new();

    /// <summary>The most rows that a process held once it had taken a tick.</summary>
    public int MostRowsWaiting { get; set; }

    public List<Happening> Happenings { get; } = [];

    /// <summary>Notes the newest checkpoint that no loss of power takes away, if it was not noted yet.</summary>
    public void NoteDurable()
    {
        var newest = Folder.List().Where(n => StoreNames.TryManifest(n, out _) && Folder.Durable(n) is not null).Max(StringComparer.Ordinal);
        if (newest is null || newest == _newest || ManifestFile.Read(Folder.Durable(newest)!, out _) is not { } manifest) return;
        _newest = newest;
        Happenings.Add(new Happening.Durable(manifest.Token, [.. manifest.Parts.Where(p => p.NextOffset >= 0).Select(p => p.NextOffset)]));
    }
}

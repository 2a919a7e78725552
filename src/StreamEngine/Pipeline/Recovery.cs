using StreamEngine.Checkpoints;
using StreamEngine.Windows;

namespace StreamEngine.Pipeline;

/// <summary>What a saved state must fit.</summary>
/// <param name="Configuration">Fingerprint of what a state cannot be carried over.</param>
/// <param name="Scorecards">Fingerprint of the scorecards.</param>
/// <param name="Partitions">How many partitions the source has.</param>
public sealed record StateIdentity(string Configuration, string Scorecards, int Partitions);

/// <summary>A checkpoint that was read back, ready to go on from.</summary>
/// <param name="Manifest">What it consists of.</param>
/// <param name="Start">Its bytes.</param>
public sealed record RecoveredState(CheckpointManifest Manifest, EngineStart Start);

/// <summary>Finds the checkpoint to go on from: the newest sound one. A damaged one is refused with its name and reason, and the one before it is used.</summary>
public static class Recovery
{
    private const string Reset = "";

    /// <summary>The name of a partition's part.</summary>
    public static string PartOf(int partition) => $"p{partition:D3}";

    /// <summary>The name of the merge's part.</summary>
    public const string MergePart = "merge";

    /// <summary>The name of the part of rows that wait.</summary>
    public const string RowsPart = "rows";

    /// <summary>Reads the newest sound checkpoint; null when there is none at all.</summary>
    /// <param name="store">Where they are.</param>
    /// <param name="identity">What it must fit.</param>
    /// <param name="refused">Told of every checkpoint that cannot be used, and why.</param>
    /// <exception cref="CheckpointFault">The store cannot be read, or holds checkpoints of which none is sound.</exception>
    /// <exception cref="EngineFault">The newest sound one is of another configuration or number of partitions.</exception>
    public static RecoveredState? Find(CheckpointStore store, StateIdentity identity, Action<string> refused)
    {
        var stored = store.List();
        foreach (var one in stored)
        {
            if (one.Manifest is null)
            {
                refused($"checkpoint {one.Name} is refused: {one.Refusal}");
                continue;
            }
            CheckFits(one, identity, store.Name);
            try
            {
                return new RecoveredState(one.Manifest, Read(store, one.Manifest, identity));
            }
            catch (Exception e) when (e is CheckpointFault { Kind: CheckpointFaultKind.Damaged } or InvalidDataException)
            {
                refused($"checkpoint {one.Name} is refused: {e.Message}");
            }
        }
        if (stored.Count == 0) return null;
        throw new CheckpointFault(CheckpointFaultKind.Damaged,
            $"none of the {stored.Count} checkpoints in {store.Name} can be used. Put a copy of the folder back, or begin a new epoch with `streamengine offsets reset`");
    }

    private static void CheckFits(StoredCheckpoint stored, StateIdentity identity, string store)
    {
        var manifest = stored.Manifest!;
        var partitions = manifest.Parts.Count(p => p.NextOffset >= 0);
        if (partitions != identity.Partitions)
        {
            throw new EngineFault(FaultOrigin.External,
                $"checkpoint {stored.Name} in {store} is of {partitions} partitions and the topic has {identity.Partitions}: its merchants have moved. "
                + "Record the topic, `replay --partitions` it with --checkpoint into a new folder, or begin a new epoch with `streamengine offsets reset`");
        }
        if (manifest.Configuration != Reset && manifest.Configuration != identity.Configuration)
        {
            throw new EngineFault(FaultOrigin.Configuration,
                $"checkpoint {stored.Name} in {store} was made with other windows, metrics, zone or tick interval: its sums cannot be carried over. "
                + "Restore the configuration, or set checkpoints.folder to another folder and replay, or begin a new epoch with `streamengine offsets reset`");
        }
    }

    private static EngineStart Read(CheckpointStore store, CheckpointManifest manifest, StateIdentity identity)
    {
        var parts = manifest.Parts.ToDictionary(p => p.Name);
        var changed = manifest.Scorecards != Reset && manifest.Scorecards != identity.Scorecards;
        return new EngineStart
        {
            Epoch = manifest.Epoch + (changed ? 1 : 0),
            ScorecardsChanged = changed,
            Partitions = [.. Enumerable.Range(0, identity.Partitions).Select(p => Partition(store, parts[PartOf(p)]))],
            Merge = parts.TryGetValue(MergePart, out var merge) ? Segments(store, merge) : [],
            WaitingRows = parts.TryGetValue(RowsPart, out var rows) && rows.Files.Count > 0 ? store.Read(rows.Files[^1]) : default,
        };
    }

    private static PartitionStart Partition(CheckpointStore store, CheckpointPart part) => new(part.NextOffset, Segments(store, part));

    private static List<ReadOnlyMemory<byte>> Segments(CheckpointStore store, CheckpointPart part)
    {
        var segments = new List<ReadOnlyMemory<byte>>();
        foreach (var file in part.Files)
        {
            ReadOnlyMemory<byte> bytes = store.Read(file);
            try
            {
                SegmentFormat.Check(new SnapshotReader(bytes));
            }
            catch (InvalidDataException e)
            {
                throw new InvalidDataException($"{file.Name}: {e.Message}", e);
            }
            segments.Add(bytes);
        }
        return segments;
    }
}

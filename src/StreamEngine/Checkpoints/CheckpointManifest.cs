namespace StreamEngine.Checkpoints;

/// <summary>What a checkpoint consists of and what it is a checkpoint of: one file, and the checkpoint exists when that file does.</summary>
public sealed record CheckpointManifest
{
    /// <summary>The version of the format, of manifests and of segments, that this program writes and reads.</summary>
    public const int FormatVersion = 1;

    /// <summary>Fencing token of the lease under which it was written, from 1. The newest checkpoint is the one of the highest token, then generation.</summary>
    public required long Token { get; init; }

    /// <summary>Number of the checkpoint, from 1, rising within a token.</summary>
    public required long Generation { get; init; }

    /// <summary>Epoch of the engine, from 0; part of every version and change id.</summary>
    public required int Epoch { get; init; }

    /// <summary>First tick of the epoch, ms since the Unix epoch; null when it has had none or needs none.</summary>
    public long? EpochTick { get; init; }

    /// <summary>The tick after which the state was cut, ms since the Unix epoch; null when no tick has been closed.</summary>
    public required long? Tick { get; init; }

    /// <summary>Fingerprint of the configuration that results depend on.</summary>
    public required string Configuration { get; init; }

    /// <summary>Fingerprint of the scorecards.</summary>
    public required string Scorecards { get; init; }

    /// <summary>Id of the source that the parts' offsets belong to, such as a topic's own; null when it has none.</summary>
    public string? Source { get; init; }

    /// <summary>By topic that facts are published to, and partition: the next offset after all that the state accounts for.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<long>> Positions { get; init; }

    /// <summary>The parts.</summary>
    public required IReadOnlyList<CheckpointPart> Parts { get; init; }

    /// <summary>When it was written by its writer's clock, ms since the Unix epoch. For people; nothing depends on it.</summary>
    public required long WrittenAt { get; init; }
}

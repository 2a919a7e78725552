using System.ComponentModel.DataAnnotations;
using StreamEngine.Checkpoints;

namespace StreamEngine.Host.Configuration;

/// <summary>Where and how often the engine's state is saved.</summary>
internal sealed record CheckpointOptions
{
    /// <summary>The folder; made, for its owner alone, when there is none. Default <c>checkpoints</c> in the working directory.</summary>
    [Required]
    public string Folder { get; init; } = "checkpoints";

    /// <summary>Time between two checkpoints. Default 10 s: what came after the last one is read and computed again, within about a second at demo rates.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many are kept, 2 (default) to 100. When the newest is damaged, the one before it is used.</summary>
    [Range(CheckpointStore.FewestGenerations, 100)]
    public int Generations { get; init; } = CheckpointStore.FewestGenerations;

    /// <summary>How long a process that is not heard of keeps others out. Default 10 s, more than a garbage collection or a slow disk takes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(10);
}

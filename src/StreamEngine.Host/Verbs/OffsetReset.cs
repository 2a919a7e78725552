using System.Text.Json;
using StreamEngine.Checkpoints;
using StreamEngine.Host.Cli;
using StreamEngine.Host.Configuration;
using StreamEngine.Kafka;
using StreamEngine.Kafka.Offsets;
using StreamEngine.Pipeline;

namespace StreamEngine.Host.Verbs;

/// <summary>
/// A reset of the engine's offsets, which is a new epoch: a checkpoint without state that begins at other offsets. Looking changes nothing. Carrying it out takes the lease, so no
/// engine runs meanwhile, notes it in the audit file, writes the checkpoint and then commits the offsets.
/// </summary>
internal sealed class OffsetReset(StreamEngineOptions options, string path, ILogger logger, TimeProvider time)
{
    /// <summary>The file in the checkpoint folder that says who reset what.</summary>
    public const string AuditFile = "audit.jsonl";

    private static readonly JsonSerializerOptions Lines = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>What would be done to every partition.</summary>
    /// <param name="to">Where partitions go.</param>
    /// <param name="partitions">Where single ones go instead.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="KafkaFault">The broker does not answer or refuses.</exception>
    /// <exception cref="CheckpointFault">The folder cannot be read.</exception>
    /// <exception cref="UsageException">A partition is named that the topic does not have.</exception>
    public async Task<IReadOnlyList<PartitionReset>> PlanAsync(OffsetTarget to, IReadOnlyDictionary<int, OffsetTarget> partitions, CancellationToken stop)
    {
        using var group = await GroupOffsets.OpenAsync(options.Kafka, logger, stop);
        if (partitions.Keys.FirstOrDefault(p => p >= group.Partitions, -1) is >= 0 and var unknown)
            throw new UsageException($"--partition names {unknown}, and {options.Kafka.EventsTopic} has partitions 0 to {group.Partitions - 1}");
        var committed = await group.CommittedAsync(stop);
        var logs = await group.LogAsync(stop);
        var checkpoint = Newest(Store()?.List() ?? []);
        var times = new Dictionary<DateTimeOffset, IReadOnlyList<long>>();
        var resets = new List<PartitionReset>(group.Partitions);
        for (var p = 0; p < group.Partitions; p++)
        {
            var target = partitions.GetValueOrDefault(p, to);
            if (target.Kind == OffsetTargetKind.Time && !times.ContainsKey(target.At)) times[target.At] = await group.AtTimeAsync(target.At, stop);
            var atTime = target.Kind == OffsetTargetKind.Time ? times[target.At][p] : 0;
            resets.Add(PartitionReset.Of(p, committed[p], OffsetIn(checkpoint, p), logs[p], target, atTime));
        }
        return resets;
    }

    /// <summary>The process that works on the checkpoints, as far as can be told without waiting; null when nobody does.</summary>
    public string? Worker() => Store()?.FindLease() is { Released: false } lease && !lease.Holder.IsKnownDead() ? lease.Holder.ToString() : null;

    /// <summary>Carries a reset out.</summary>
    /// <param name="plan">Decides on the offsets; called when no engine can run any more.</param>
    /// <param name="command">What was asked for, for the audit file.</param>
    /// <param name="waiting">Told whose lease is watched, when one has to be.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="CheckpointFault">An engine works on the checkpoints, or the folder cannot be written.</exception>
    /// <exception cref="KafkaFault">The broker does not answer or refuses.</exception>
    public async Task<(int Epoch, IReadOnlyList<PartitionReset> Partitions)> ExecuteAsync(
        Func<Task<IReadOnlyList<PartitionReset>>> plan, string command, Action<LeaseHolder> waiting, CancellationToken stop)
    {
        var folder = LocalFolder.Open(path);
        var store = new CheckpointStore(folder);
        await using var lease = await LeaseKeeper.TakeAsync(store, LeaseHolder.Current("offsets reset"), options.Checkpoints.LeaseDuration, time, waiting, stop);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var keeping = lease.RunAsync(done.Token);
        var work = WorkAsync(store, lease.Token, plan, command, stop);
        try
        {
            await await Task.WhenAny(keeping, work);
            return await work;
        }
        finally
        {
            await done.CancelAsync();
            await keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<(int Epoch, IReadOnlyList<PartitionReset> Partitions)> WorkAsync(
        CheckpointStore store, long token, Func<Task<IReadOnlyList<PartitionReset>>> plan, string command, CancellationToken stop)
    {
        var partitions = await plan();
        var kafka = options.Kafka;
        var before = store.List();
        var epoch = 1 + await HighestEpochAsync(before, stop);
        var topics = (Newest(before)?.Positions.Keys ?? []).Union([.. kafka.FactTopics, kafka.DeadLettersTopic]).ToList();
        var manifest = new CheckpointManifest
        {
            Token = token,
            Generation = 1,
            Epoch = epoch,
            Tick = null,
            Configuration = "", // there is no state yet that a configuration would have to fit
            Scorecards = "",
            Positions = await TopicEnds.ReadAsync(kafka, topics, logger, stop),
            Parts = [.. partitions.Select(p => new CheckpointPart($"p{p.Partition:000}", p.Target, [])), new("merge", -1, []), new("rows", -1, [])],
            WrittenAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        Audit(store, manifest, command, partitions);
        store.Publish(manifest);
        await CommitAsync(epoch, [.. partitions.Select(p => p.Target)], stop);
        return (epoch, partitions);
    }

    private async Task CommitAsync(int epoch, IReadOnlyList<long> offsets, CancellationToken stop)
    {
        try
        {
            using var group = await GroupOffsets.OpenAsync(options.Kafka, logger, stop);
            await group.CommitAsync(offsets, stop);
        }
        catch (KafkaFault e)
        {
            throw new EngineFault(FaultOrigin.External,
                $"Epoch {epoch} is written, and the next run begins it; only the offsets that group {options.Kafka.GroupId} shows to others were not moved: {e.Message}", e);
        }
    }

    /// <summary>The highest epoch that there was: of a checkpoint that cannot be read, and without any, the tier changes tell.</summary>
    private async Task<int> HighestEpochAsync(IReadOnlyList<StoredCheckpoint> checkpoints, CancellationToken stop)
    {
        var known = checkpoints.Select(c => c.Manifest?.Epoch).Max();
        if (known is not null && checkpoints.All(c => c.Manifest is not null)) return known.Value;
        return Math.Max(known ?? 0, await TopicEnds.HighestEpochAsync(options.Kafka, logger, stop) ?? 0);
    }

    private void Audit(CheckpointStore store, CheckpointManifest manifest, string command, IReadOnlyList<PartitionReset> partitions)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(new
        {
            At = DateTimeOffset.FromUnixTimeMilliseconds(manifest.WrittenAt),
            Action = "offsets reset",
            Command = command,
            User = Environment.UserName,
            Host = Environment.MachineName,
            Process = Environment.ProcessId,
            Group = options.Kafka.GroupId,
            Topic = options.Kafka.EventsTopic,
            manifest.Token,
            manifest.Epoch,
            Partitions = partitions,
        }, Lines);
        try
        {
            var mode = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, BufferSize = 0 };
            if (!OperatingSystem.IsWindows()) mode.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var file = new FileStream(Path.Combine(store.Name, AuditFile), mode);
            file.Write([.. line, (byte)'\n']);
            file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineFault(FaultOrigin.External, $"The reset was not made, since it cannot be noted in {AuditFile} of {store.Name}: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private CheckpointStore? Store() => LocalFolder.Find(path) is { } folder ? new CheckpointStore(folder) : null;

    private static CheckpointManifest? Newest(IReadOnlyList<StoredCheckpoint> checkpoints) => checkpoints.FirstOrDefault(c => c.Manifest is not null)?.Manifest;

    private static long? OffsetIn(CheckpointManifest? checkpoint, int partition) =>
        checkpoint?.Parts.FirstOrDefault(p => p.Name == $"p{partition:000}")?.NextOffset;
}

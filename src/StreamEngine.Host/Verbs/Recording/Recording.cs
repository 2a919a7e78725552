using StreamEngine.Events;
using StreamEngine.Kafka.Offsets;
using StreamEngine.Kafka.Recording;
using StreamEngine.Pipeline;
using StreamEngine.Pipeline.Files;

namespace StreamEngine.Host.Verbs.Recording;

/// <summary>What was recorded of a partition.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="File">Its file.</param>
/// <param name="From">Offset at which it begins.</param>
/// <param name="To">Offset before which it ends.</param>
/// <param name="Records">Records in the file, tombstones among them.</param>
/// <param name="Tombstones">Records without a value: empty lines.</param>
internal sealed record RecordedPartition(int Partition, string File, long From, long To, long Records, long Tombstones);

/// <summary>A recording that is complete.</summary>
/// <param name="Topic">What was recorded.</param>
/// <param name="Partitions">By partition.</param>
/// <param name="Outgrown">Events that had no room for <c>received</c>; see <see cref="RecordedLine.Outgrown"/>.</param>
internal sealed record Recording(string Topic, IReadOnlyList<RecordedPartition> Partitions, long Outgrown)
{
    /// <summary>Writes what a reading finds to a file per partition.</summary>
    /// <param name="topic">What the topic is called.</param>
    /// <param name="reading">What is to be read.</param>
    /// <param name="folder">Where the files go.</param>
    /// <param name="maximumSkew">How far <c>ts</c> may be ahead of <c>received</c>: decides which records are bad.</param>
    /// <param name="stop">Gives up; nothing is left behind then.</param>
    /// <exception cref="EngineFault">The broker or the disk fails.</exception>
    public static async Task<Recording> WriteAsync(string topic, TopicReading reading, string folder, TimeSpan maximumSkew, CancellationToken stop)
    {
        try
        {
            using var files = new RecordingFiles(folder, reading.Ranges.Count);
            var lines = new RecordedLine((long)maximumSkew.TotalMilliseconds);
            var (records, tombstones) = (new long[reading.Ranges.Count], new long[reading.Ranges.Count]);
            await reading.RunAsync((partition, value, timestamp) =>
            {
                records[partition]++;
                if (value is null) tombstones[partition]++;
                files.Write(partition, value is null ? default : lines.Of(value, timestamp));
            }, stop);
            files.Complete();
            RecordedPartition Partition(LogRange range, int p) => new(p, files.Paths[p], range.Start, range.End, records[p], tombstones[p]);
            return new Recording(topic, [.. reading.Ranges.Select(Partition)], lines.Outgrown);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineFault(FaultOrigin.External, $"cannot record to '{folder}': {e.Message}", e);
        }
    }
}

using System.Threading.Channels;

namespace StreamEngine.Pipeline;

/// <summary>Feeds raw records to the lanes: a Kafka topic or replay files.</summary>
public interface IRecordSource : IAsyncDisposable
{
    /// <summary>Partitions, numbered from 0; each has one lane.</summary>
    int Partitions { get; }

    /// <summary>
    /// Runs until the input ends or <paramref name="stop"/> is set. Writes the batches of partition p, in offset order, to <c>lanes[p]</c>
    /// and completes a lane's writer when its partition has ended. A full lane holds back its own partition only.
    /// </summary>
    Task RunAsync(IReadOnlyList<ChannelWriter<RecordBatch>> lanes, CancellationToken stop);
}

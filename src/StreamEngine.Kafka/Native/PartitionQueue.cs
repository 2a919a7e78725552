using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamEngine.Kafka.Native;

/// <summary>
/// The client's own fetch queue of one partition, taken out of the queue that all partitions share. It is bounded in bytes by the client, which stops
/// fetching while it is full: not reading from it holds back this partition and no other, and nothing that was fetched is thrown away.
/// Read by one thread.
/// </summary>
internal sealed unsafe class PartitionQueue : IDisposable
{
    private nint _queue;

    /// <summary>Takes the partition's queue over; to be done before the partition is assigned.</summary>
    /// <param name="client">The native client.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="wake">Set by a thread of the client when the queue gets its first entry; must outlive this object.</param>
    public PartitionQueue(nint client, string topic, int partition, GCHandle<AutoResetEvent> wake)
    {
        _queue = LibRdKafka.rd_kafka_queue_get_partition(client, topic, partition);
        if (_queue == 0) throw new InvalidOperationException($"The client has no queue for {topic}[{partition}].");
        LibRdKafka.rd_kafka_queue_forward(_queue, 0);
        LibRdKafka.rd_kafka_queue_cb_event_enable(_queue, &Wake, GCHandle<AutoResetEvent>.ToIntPtr(wake));
    }

    /// <summary>Whether there is anything to read.</summary>
    public bool IsEmpty => LibRdKafka.rd_kafka_queue_length(_queue) == 0;

    /// <summary>Reads what is there, at most <paramref name="messages"/>, without waiting. Each has to be destroyed.</summary>
    public int Read(Span<nint> messages)
    {
        fixed (nint* first = messages)
        {
            var count = LibRdKafka.rd_kafka_consume_batch_queue(_queue, 0, (LibRdKafka.Message**)first, (nuint)messages.Length);
            return (int)Math.Max(0, count);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_queue == 0) return;
        LibRdKafka.rd_kafka_queue_cb_event_enable(_queue, null, 0);
        LibRdKafka.rd_kafka_queue_destroy(_queue);
        _queue = 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Wake(nint client, nint wake) => GCHandle<AutoResetEvent>.FromIntPtr(wake).Target.Set();
}

using System.Runtime.InteropServices;
using Confluent.Kafka;
using StreamEngine.Kafka;
using StreamEngine.Kafka.Clients;
using StreamEngine.Kafka.Native;
using StreamEngine.Peers.Children;

namespace StreamEngine.Peers.Floor;

/// <summary>
/// What every engine on this client pays before it has done anything: librdkafka with the engine's settings, read in batches from the partitions' queues, and of every
/// record its length added up.
/// </summary>
internal static class ClientLoop
{
    private const int BatchRecords = 1000;

    public static void Run(ChildOptions options)
    {
        var progress = new Progress(options.Warm);
        var counter = progress.NewCounter();
        var kafka = new KafkaOptions { BootstrapServers = options.Bootstrap, EventsTopic = options.Topic, GroupId = options.Run };
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(ClientConfigs.Consumer(kafka, options.Partitions)).Build();
        using var wake = new AutoResetEvent(false);
        using var handle = new GCHandle<AutoResetEvent>(wake);
        var queues = Enumerable.Range(0, options.Partitions)
            .Select(p => new PartitionQueue(ClientHandle.Of(consumer), options.Topic, p, handle)).ToArray();
        consumer.Assign(Enumerable.Range(0, options.Partitions).Select(p => new TopicPartitionOffset(options.Topic, p, Offset.Beginning)));

        var bytes = Read(queues, counter, wake);

        var report = progress.Report();
        Console.WriteLine($"{{{report},\"emitted\":0,\"bytes\":{bytes}}}");
        consumer.Unassign();
        foreach (var queue in queues) queue.Dispose();
    }

    /// <summary>Reads until every partition has said that it is at its end.</summary>
    private static unsafe long Read(PartitionQueue[] queues, Progress.Counter counter, AutoResetEvent wake)
    {
        var scratch = new nint[BatchRecords];
        var ended = new bool[queues.Length];
        long bytes = 0;
        while (Array.Exists(ended, end => !end))
        {
            var any = false;
            for (var p = 0; p < queues.Length; p++)
            {
                var count = queues[p].Read(scratch);
                any |= count > 0;
                foreach (var entry in scratch.AsSpan(0, count))
                {
                    var message = (LibRdKafka.Message*)entry;
                    if (message->Error == (int)ErrorCode.Local_PartitionEOF) ended[p] = true;
                    else bytes += (long)message->Length;
                    LibRdKafka.rd_kafka_message_destroy(message);
                }
                counter.Add(count);
            }
            if (!any) wake.WaitOne(20);
        }
        return bytes;
    }
}

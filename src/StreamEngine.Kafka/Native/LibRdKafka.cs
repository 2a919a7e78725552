using System.Runtime.InteropServices;

namespace StreamEngine.Kafka.Native;

/// <summary>The functions of the client's own native library that Confluent.Kafka does not expose: queues of single partitions, and the mock cluster.</summary>
internal static unsafe partial class LibRdKafka
{
    /// <summary>What imports are declared with; <see cref="NativeModule"/> says which file that is.</summary>
    internal const string Name = "librdkafka";

    static LibRdKafka() => NativeLibrary.SetDllImportResolver(typeof(LibRdKafka).Assembly, static (name, _, _) => name == Name ? NativeModule.Handle : 0);

    /// <summary>A record or an event of a queue, as the library lays it out.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Message
    {
        public int Error;
        public nint Topic;
        public int Partition;
        public byte* Payload;
        public nuint Length;
        public byte* Key;
        public nuint KeyLength;
        public long Offset;
        public nint Private;

        /// <summary>The bytes of the value, or of the error's text.</summary>
        public readonly ReadOnlySpan<byte> Value => new(Payload, checked((int)Length));
    }

    [LibraryImport(Name)]
    internal static partial int rd_kafka_version();

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint rd_kafka_queue_get_partition(nint client, string topic, int partition);

    [LibraryImport(Name)]
    internal static partial void rd_kafka_queue_forward(nint source, nint destination);

    [LibraryImport(Name)]
    internal static partial void rd_kafka_queue_cb_event_enable(nint queue, delegate* unmanaged[Cdecl]<nint, nint, void> callback, nint opaque);

    [LibraryImport(Name)]
    internal static partial void rd_kafka_queue_destroy(nint queue);

    [LibraryImport(Name)]
    internal static partial nuint rd_kafka_queue_length(nint queue);

    [LibraryImport(Name)]
    internal static partial nint rd_kafka_consume_batch_queue(nint queue, int timeoutMs, Message** messages, nuint size);

    [LibraryImport(Name), SuppressGCTransition]
    internal static partial long rd_kafka_message_timestamp(Message* message, out int type);

    [LibraryImport(Name)]
    internal static partial void rd_kafka_message_destroy(Message* message);

    [LibraryImport(Name)]
    internal static partial nint rd_kafka_conf_new();

    [LibraryImport(Name)]
    internal static partial void rd_kafka_conf_set_log_cb(nint configuration, delegate* unmanaged[Cdecl]<nint, int, byte*, byte*, void> callback);

    [LibraryImport(Name)]
    internal static partial nint rd_kafka_new(int type, nint configuration, byte* error, nuint errorSize);

    [LibraryImport(Name)]
    internal static partial void rd_kafka_destroy(nint client);

    [LibraryImport(Name)]
    internal static partial nint rd_kafka_mock_cluster_new(nint client, int brokers);

    [LibraryImport(Name)]
    internal static partial void rd_kafka_mock_cluster_destroy(nint cluster);

    [LibraryImport(Name)]
    internal static partial byte* rd_kafka_mock_cluster_bootstraps(nint cluster);

    [LibraryImport(Name)]
    internal static partial void rd_kafka_mock_set_controller_id(nint cluster, int broker);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int rd_kafka_mock_topic_create(nint cluster, string topic, int partitions, int replication);

    [LibraryImport(Name)]
    internal static partial int rd_kafka_mock_broker_set_down(nint cluster, int broker);

    [LibraryImport(Name)]
    internal static partial int rd_kafka_mock_broker_set_up(nint cluster, int broker);

    [LibraryImport(Name)]
    internal static partial int rd_kafka_mock_broker_set_rtt(nint cluster, int broker, int milliseconds);

    [LibraryImport(Name)]
    internal static partial void rd_kafka_mock_push_request_errors_array(nint cluster, short apiKey, nuint count, int* errors);

    [LibraryImport(Name)]
    internal static partial void rd_kafka_mock_clear_request_errors(nint cluster, short apiKey);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int rd_kafka_mock_coordinator_set(nint cluster, string kind, string key, int broker);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int rd_kafka_mock_partition_set_leader(nint cluster, string topic, int partition, int broker);
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Confluent.Kafka;
using StreamEngine.Kafka.Native;

namespace StreamEngine.Kafka;

/// <summary>
/// A Kafka cluster inside this process, for the demo and for tests: it listens on ports of 127.0.0.1 that it picks itself, so that any client of any process
/// can use it. Everything is in memory; a partition keeps 5 MiB and then drops its oldest records, so topics need many partitions (16 or more).
/// It knows consumer groups, transactions and idempotence, but no CreateTopics: topics are made with <see cref="CreateTopic"/>.
/// Its transaction markers have no checksum: set <see cref="KafkaOptions.CheckCrcs"/> to false. Thread-safe. It has no credentials and no encryption.
/// </summary>
public sealed unsafe class EmbeddedBroker : IDisposable
{
    private const int ProducerType = 0;
    private readonly Lock _gate = new();
    private nint _client;
    private nint _cluster;

    /// <summary>Starts a cluster.</summary>
    /// <param name="brokers">Brokers in it, numbered from 1.</param>
    public EmbeddedBroker(int brokers = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(brokers, 1);
        var configuration = LibRdKafka.rd_kafka_conf_new();
        LibRdKafka.rd_kafka_conf_set_log_cb(configuration, &Silence);
        var error = stackalloc byte[512];
        _client = LibRdKafka.rd_kafka_new(ProducerType, configuration, error, 512);
        if (_client == 0) throw new InvalidOperationException($"The embedded broker does not start: {Marshal.PtrToStringUTF8((nint)error)}");
        _cluster = LibRdKafka.rd_kafka_mock_cluster_new(_client, brokers);
        if (_cluster == 0)
        {
            LibRdKafka.rd_kafka_destroy(_client);
            throw new InvalidOperationException("The embedded broker does not start: it cannot listen on 127.0.0.1");
        }

        BootstrapServers = Marshal.PtrToStringUTF8((nint)LibRdKafka.rd_kafka_mock_cluster_bootstraps(_cluster))!;
        Brokers = brokers;
        LibRdKafka.rd_kafka_mock_set_controller_id(_cluster, 1); // describing topics asks for one
    }

    /// <summary>Brokers of the cluster.</summary>
    public int Brokers { get; }

    /// <summary>Addresses of the brokers, as clients are configured with them.</summary>
    public string BootstrapServers { get; }

    /// <summary>Makes a topic.</summary>
    public void CreateTopic(string topic, int partitions = 16) =>
        Do(cluster => LibRdKafka.rd_kafka_mock_topic_create(cluster, topic, partitions, Brokers), $"create topic {topic}");

    /// <summary>Cuts a broker's connections and stops its listening, with its data kept.</summary>
    public void SetDown(int broker) => Do(cluster => LibRdKafka.rd_kafka_mock_broker_set_down(cluster, broker), $"take broker {broker} down");

    /// <summary>Lets a broker listen again.</summary>
    public void SetUp(int broker) => Do(cluster => LibRdKafka.rd_kafka_mock_broker_set_up(cluster, broker), $"bring broker {broker} up");

    /// <summary>Delays every answer of a broker.</summary>
    public void SetRoundTrip(int broker, TimeSpan time) =>
        Do(cluster => LibRdKafka.rd_kafka_mock_broker_set_rtt(cluster, broker, (int)time.TotalMilliseconds), $"slow broker {broker} down");

    /// <summary>Answers the next requests of a kind with errors, one each; <see cref="ErrorCode.NoError"/> lets one pass, <see cref="ErrorCode.Local_Transport"/> cuts the connection.</summary>
    public void PushErrors(KafkaRequest request, params ReadOnlySpan<ErrorCode> errors)
    {
        var codes = new int[errors.Length];
        for (var i = 0; i < codes.Length; i++) codes[i] = (int)errors[i];
        Do(cluster =>
        {
            fixed (int* first = codes) LibRdKafka.rd_kafka_mock_push_request_errors_array(cluster, (short)request, (nuint)codes.Length, first);
            return 0;
        }, $"push errors on {request}");
    }

    /// <summary>Takes back the errors that have not been answered yet.</summary>
    public void ClearErrors(KafkaRequest request) => Do(cluster =>
    {
        LibRdKafka.rd_kafka_mock_clear_request_errors(cluster, (short)request);
        return 0;
    }, $"clear the errors on {request}");

    /// <summary>Makes a broker the coordinator of a group.</summary>
    public void SetGroupCoordinator(string group, int broker) =>
        Do(cluster => LibRdKafka.rd_kafka_mock_coordinator_set(cluster, "group", group, broker), $"move the coordinator of group {group}");

    /// <summary>Makes a broker the coordinator of a transactional id.</summary>
    public void SetTransactionCoordinator(string transactionalId, int broker) =>
        Do(cluster => LibRdKafka.rd_kafka_mock_coordinator_set(cluster, "transaction", transactionalId, broker), $"move the coordinator of {transactionalId}");

    /// <summary>Makes a broker the leader of a partition. It cannot be left without one: the library then dies of the next request.</summary>
    public void SetLeader(string topic, int partition, int broker)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(broker, 1);
        Do(cluster => LibRdKafka.rd_kafka_mock_partition_set_leader(cluster, topic, partition, broker), $"move the leader of {topic}[{partition}]");
    }

    /// <summary>Stops the cluster; its data is gone.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_cluster == 0) return;
            LibRdKafka.rd_kafka_mock_cluster_destroy(_cluster);
            LibRdKafka.rd_kafka_destroy(_client);
            _cluster = _client = 0;
        }
    }

    private void Do(Func<nint, int> action, string what)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_cluster == 0, this);
            var error = action(_cluster);
            if (error != 0) throw new InvalidOperationException($"The embedded broker cannot {what}: {(ErrorCode)error}");
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Silence(nint client, int level, byte* facility, byte* text)
    {
        // The cluster's own client has nothing to say to a user.
    }
}

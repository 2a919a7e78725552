using Confluent.Kafka;

namespace StreamEngine.Kafka.Clients;

/// <summary>The one place where client configurations are made: every default of the client that loses data, hides it or costs speed is overridden here.</summary>
internal static class ClientConfigs
{
    /// <summary>Room for a dead letter's headers and the largest record that a topic may hold.</summary>
    internal const int MaximumMessageBytes = 16 * 1024 * 1024;

    /// <summary>A consumer that is assigned its partitions and their offsets, and jumps nowhere by itself.</summary>
    public static ConsumerConfig Consumer(KafkaOptions options, int partitions) => new(Common(options))
    {
        GroupId = options.GroupId,
        EnableAutoCommit = false, // a commit follows a checkpoint, never a clock
        EnableAutoOffsetStore = false,
        AutoOffsetReset = AutoOffsetReset.Error, // the client's default jumps to the end without a word
        IsolationLevel = IsolationLevel.ReadCommitted,
        CheckCrcs = options.CheckCrcs,
        EnablePartitionEof = true, // the only sign that nothing but transaction markers is left
        PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
        AllowAutoCreateTopics = false,
        FetchQueueBackoffMs = 2, // 1000 by default: cuts throughput five to seven times
        FetchErrorBackoffMs = 100,
        FetchWaitMaxMs = 100, // how late the end of a partition is noticed
        QueuedMinMessages = 1_000_000, // bytes are the limit, not records
        QueuedMaxMessagesKbytes = Math.Max(1024, options.PrefetchKilobytes / Math.Max(1, partitions)), // per partition, since each has its own queue
        ConsumeResultFields = "none",
        StatisticsIntervalMs = 0,
    };

    /// <summary>Publishes facts all or none, and fences older owners of the same transactional id.</summary>
    public static ProducerConfig Facts(KafkaOptions options, string transactionalId) => new(Producer(options))
    {
        TransactionalId = transactionalId,
        TransactionTimeoutMs = 60_000,
        MessageTimeoutMs = 60_000, // may not exceed the transaction's own; what fails is sent again
        LingerMs = 0, // a commit waits for it; batches fill while the partitions are added to the transaction
        CompressionType = CompressionType.Lz4,
    };

    /// <summary>A heartbeat that is late is worthless: the next one says more.</summary>
    public static ProducerConfig Heartbeats(KafkaOptions options) => new(Producer(options))
    {
        MessageTimeoutMs = 10_000,
        LingerMs = 0,
    };

    /// <summary>Traffic of a simulation: large batches, and an order that retries do not break.</summary>
    public static ProducerConfig Traffic(KafkaOptions options) => new(Producer(options))
    {
        MessageTimeoutMs = 60_000,
        LingerMs = 10,
        BatchSize = 1024 * 1024,
        QueueBufferingMaxKbytes = 128 * 1024,
        QueueBufferingMaxMessages = 1_000_000,
        CompressionType = CompressionType.Lz4,
        DeliveryReportFields = "status",
    };

    /// <summary>For topic checks and creation.</summary>
    public static AdminClientConfig Admin(KafkaOptions options) => new(Common(options))
    {
        AllowAutoCreateTopics = false,
    };

    private static ProducerConfig Producer(KafkaOptions options) => new(Common(options))
    {
        EnableIdempotence = true,
        Acks = Acks.All,
        MessageMaxBytes = MaximumMessageBytes, // the broker's topic decides what is too large
        Partitioner = Partitioner.Murmur2Random, // as Java's producers do
        StatisticsIntervalMs = 0,
    };

    private static ClientConfig Common(KafkaOptions options)
    {
        var security = options.Security;
        var config = new ClientConfig
        {
            BootstrapServers = options.BootstrapServers,
            ClientId = options.ClientId,
            SecurityProtocol = security.Protocol switch
            {
                KafkaProtocol.Ssl => SecurityProtocol.Ssl,
                KafkaProtocol.SaslPlaintext => SecurityProtocol.SaslPlaintext,
                KafkaProtocol.SaslSsl => SecurityProtocol.SaslSsl,
                _ => SecurityProtocol.Plaintext,
            },
            SocketKeepaliveEnable = true, // a half-open connection is noticed
            SocketConnectionSetupTimeoutMs = 5_000,
            SocketTimeoutMs = 30_000,
            ReconnectBackoffMs = 50,
            ReconnectBackoffMaxMs = 1_000, // ten seconds by default: a broker that is back is found late
            TopicMetadataRefreshIntervalMs = 30_000,
            LogConnectionClose = false, // idle connections close all the time
        };
        if (security.UsesSasl)
        {
            config.SaslMechanism = security.Mechanism switch
            {
                KafkaMechanism.Plain => SaslMechanism.Plain,
                KafkaMechanism.ScramSha256 => SaslMechanism.ScramSha256,
                _ => SaslMechanism.ScramSha512,
            };
            config.SaslUsername = security.User;
            config.SaslPassword = security.Password?.Reveal();
        }

        if (!security.UsesTls) return config;
        config.SslCaLocation = security.CaFile;
        config.SslCertificateLocation = security.CertificateFile;
        config.SslKeyLocation = security.KeyFile;
        config.SslKeyPassword = security.KeyPassword?.Reveal();
        config.EnableSslCertificateVerification = security.Verify;
        config.SslEndpointIdentificationAlgorithm = security.Verify ? SslEndpointIdentificationAlgorithm.Https : SslEndpointIdentificationAlgorithm.None;
        return config;
    }
}

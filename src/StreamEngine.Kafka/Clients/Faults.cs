using Confluent.Kafka;

namespace StreamEngine.Kafka.Clients;

/// <summary>Turns the client's errors into faults: one line that names broker or topic and says what to do.</summary>
internal static class Faults
{
    /// <summary>Errors that waiting does not heal, reported outside of any call.</summary>
    public static bool EndsTheRun(Error error) => error.IsFatal || error.Code is
        ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed or ErrorCode.UnsupportedSaslMechanism or ErrorCode.Local_Ssl;

    /// <summary>The fault for an error of the connection or of a call.</summary>
    public static KafkaFault Of(Error error, KafkaOptions options, string? topic = null, Exception? inner = null)
    {
        var broker = options.BootstrapServers;
        var reason = OneLine(error.Reason);
        return error.Code switch
        {
            ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed or ErrorCode.UnsupportedSaslMechanism => new(KafkaFaultKind.Authentication,
                $"Kafka at {broker} refuses user '{options.Security.User}': check security.user, security.password and security.mechanism ({reason})", inner),
            ErrorCode.Local_Ssl => new(KafkaFaultKind.Tls,
                $"No trusted TLS connection to Kafka at {broker}: check security.ca_file and the broker's certificate and host name ({reason})", inner),
            ErrorCode.TopicAuthorizationFailed => new(KafkaFaultKind.Authorization,
                $"Kafka at {broker} does not let user '{options.Security.User}' use topic {topic}: grant READ, DESCRIBE and, where the engine publishes, WRITE ({reason})", inner),
            ErrorCode.GroupAuthorizationFailed => new(KafkaFaultKind.Authorization,
                $"Kafka at {broker} does not let user '{options.Security.User}' use group {options.GroupId}: grant READ on it ({reason})", inner),
            ErrorCode.TransactionalIdAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed => new(KafkaFaultKind.Authorization,
                $"Kafka at {broker} does not let user '{options.Security.User}' publish as transactional id {options.TransactionalId}: grant WRITE on it ({reason})", inner),
            ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition => new(KafkaFaultKind.MissingTopic,
                $"Topic {topic} (or one of its partitions) is not there any more on Kafka at {broker}: restore it, or create it and reset the offsets ({reason})", inner),
            ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch or ErrorCode.Local_Fenced => new(KafkaFaultKind.Fenced,
                $"Another process has taken over transactional id {options.TransactionalId} on Kafka at {broker}, or this one slept for a minute: only one may run ({reason})", inner),
            ErrorCode.MsgSizeTooLarge => new(KafkaFaultKind.TooLarge,
                $"A record is larger than topic {topic} on Kafka at {broker} allows: raise its max.message.bytes ({reason})", inner),
            _ => new(KafkaFaultKind.Refused, $"Kafka at {broker} refuses{(topic is null ? "" : " topic " + topic)}: {error.Code} ({reason})", inner),
        };
    }

    /// <summary>The fault for brokers that do not answer in time.</summary>
    public static KafkaFault Unreachable(KafkaOptions options, string? reason, Exception? inner = null) => new(KafkaFaultKind.Unreachable,
        $"No Kafka broker answers at {options.BootstrapServers} within {options.StartTimeout.TotalSeconds:0.#} s: start it or correct bootstrap_servers{(reason is null ? "" : $" ({OneLine(reason)})")}", inner);

    /// <summary>The fault for a position that the log has never reached.</summary>
    public static KafkaFault AboveTheEnd(TopicPartition partition, long position, long end) => new(KafkaFaultKind.OffsetOutOfRange,
        $"Position {position} of {partition.Topic}[{partition.Partition.Value}] is behind its end, {end}: the topic was recreated or truncated; restore it, or begin a new epoch with offsets reset");

    /// <summary>The fault for a topic of the same name that is another one.</summary>
    public static KafkaFault Recreated(string topic) => new(KafkaFaultKind.TopicChanged,
        $"Topic {topic} was deleted and made anew: its offsets mean other records; restore it, or begin a new epoch with offsets reset");

    /// <summary>The fault for a topic that has lost partitions.</summary>
    public static KafkaFault FewerPartitions(string topic, int found, int expected) => new(KafkaFaultKind.TopicChanged,
        $"Topic {topic} has {found} partitions and had {expected}: it was recreated; restore it, or begin a new epoch with offsets reset");

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}

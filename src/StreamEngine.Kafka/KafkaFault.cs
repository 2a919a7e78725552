namespace StreamEngine.Kafka;

/// <summary>What a fault of the Kafka side is about.</summary>
public enum KafkaFaultKind
{
    /// <summary>No broker answers.</summary>
    Unreachable,
    /// <summary>A topic does not exist.</summary>
    MissingTopic,
    /// <summary>The broker refuses the user or its password.</summary>
    Authentication,
    /// <summary>The user may not do this.</summary>
    Authorization,
    /// <summary>The encrypted connection could not be made: certificates, host name, protocol.</summary>
    Tls,
    /// <summary>The position to read from is not in the log.</summary>
    OffsetOutOfRange,
    /// <summary>A topic's partitions have changed.</summary>
    TopicChanged,
    /// <summary>Another process has taken over this one's transactional id.</summary>
    Fenced,
    /// <summary>A record is larger than its topic allows.</summary>
    TooLarge,
    /// <summary>The broker refused for another reason.</summary>
    Refused,
}

/// <summary>An external fault that ends the run: its message is one line that names the broker or topic and what to do.</summary>
public sealed class KafkaFault : Exception
{
    /// <summary>A fault with the client's own error as its cause.</summary>
    public KafkaFault(KafkaFaultKind kind, string message, Exception? inner = null) : base(message, inner) => Kind = kind;

    /// <summary>What it is about.</summary>
    public KafkaFaultKind Kind { get; }

    /// <summary>True when a new start may succeed without anyone changing anything.</summary>
    public bool Retryable => Kind is KafkaFaultKind.Unreachable;
}

using Confluent.Kafka;

namespace StreamEngine.Kafka.Publishing;

/// <summary>Facts were not published; they may be tried again unless the error is one that waiting does not heal.</summary>
internal sealed class TransactionFailedException(Error error, string? topic, Exception inner) : Exception(error.Reason, inner)
{
    /// <summary>Why.</summary>
    public Error Error { get; } = error;

    /// <summary>The topic that it is about, as far as one is to blame.</summary>
    public string? Topic { get; } = topic;

    /// <summary>Whether trying again can help.</summary>
    public bool MayPass => Error.Code is not (ErrorCode.TopicAuthorizationFailed or ErrorCode.TransactionalIdAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed
        or ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition
        or ErrorCode.MsgSizeTooLarge or ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch or ErrorCode.Local_Fenced);
}

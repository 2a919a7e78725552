using Confluent.Kafka;

namespace StreamEngine.Kafka.Publishing;

/// <summary>A tick was not published; it may be tried again unless the error is one that waiting does not heal.</summary>
internal sealed class TransactionFailedException(Error error, Exception inner) : Exception(error.Reason, inner)
{
    /// <summary>Why.</summary>
    public Error Error { get; } = error;

    /// <summary>Whether trying again can help.</summary>
    public bool MayPass => Error.Code is not (ErrorCode.TopicAuthorizationFailed or ErrorCode.TransactionalIdAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed
        or ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition
        or ErrorCode.MsgSizeTooLarge or ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch or ErrorCode.Local_Fenced);
}

using Confluent.Kafka;
using StreamEngine.Kafka.Clients;
using StreamEngine.Pipeline;

namespace StreamEngine.Kafka.Publishing;

/// <summary>
/// One transaction: begin, produce, commit, with an abort when anything in between fails. After a failure the producer is ready for the next transaction,
/// unless the error is fatal. A commit whose outcome is not known yet is asked for again, never aborted: so nothing is published twice.
/// </summary>
internal sealed class FactTransaction(IProducer<byte[]?, byte[]?> producer, ClientEvents events, TimeSpan patience, CancellationToken stop)
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly List<TopicPartitionOffset> _written = [];
    private readonly TaskCompletionSource _acknowledged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _outstanding = 1; // the loop that produces counts as one until it is done
    private volatile Undelivered? _undelivered;

    /// <summary>Publishes facts and tells where they ended up, in no order.</summary>
    /// <exception cref="TransactionFailedException">Nothing was published.</exception>
    public List<TopicPartitionOffset> Publish(List<Fact> facts)
    {
        try
        {
            producer.BeginTransaction();
            foreach (var fact in facts) Produce(fact);
            // A commit flushes too, but looks only every ten milliseconds whether the acknowledgements are there.
            Acknowledged();
            _acknowledged.Task.Wait(patience, stop);
            CrashPoint.Reach(CrashPoint.InTransaction);
            Patiently(producer.CommitTransaction);
            return _written;
        }
        catch (KafkaException e)
        {
            Abort(e);
            // A record's own error says more than the transaction's.
            var cause = _undelivered is { } undelivered && !e.Error.IsFatal ? undelivered : new(e.Error, facts[0].Topic);
            throw new TransactionFailedException(cause.Error, cause.Topic, e);
        }
        catch (OperationCanceledException)
        {
            Leave();
            throw;
        }
    }

    private void Produce(Fact fact)
    {
        var to = new TopicPartition(fact.Topic, fact.Partition ?? Partition.Any);
        var message = fact.ToMessage();
        while (true)
        {
            try
            {
                Interlocked.Increment(ref _outstanding);
                producer.Produce(to, message, OnDelivered);
                return;
            }
            catch (ProduceException<byte[]?, byte[]?> e)
            {
                Interlocked.Decrement(ref _outstanding);
                if (e.Error.Code != ErrorCode.Local_QueueFull)
                {
                    _undelivered ??= new(e.Error, fact.Topic);
                    throw;
                }

                stop.ThrowIfCancellationRequested();
                producer.Poll(TimeSpan.FromMilliseconds(10));
            }
        }
    }

    private void OnDelivered(DeliveryReport<byte[]?, byte[]?> report)
    {
        if (!report.Error.IsError)
        {
            lock (_written) _written.Add(report.TopicPartitionOffset);
        }
        else if (report.Error.Code is not (ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight)) _undelivered ??= new(report.Error, report.Topic);

        Acknowledged();
    }

    private void Acknowledged()
    {
        if (Interlocked.Decrement(ref _outstanding) == 0) _acknowledged.SetResult();
    }

    private void Patiently(Action<TimeSpan> step)
    {
        while (true)
        {
            try
            {
                step(patience);
                return;
            }
            catch (KafkaRetriableException)
            {
                events.ThrowIfFatal();
                stop.ThrowIfCancellationRequested(); // its outcome then is for the next owner to find out
            }
        }
    }

    private void Abort(KafkaException cause)
    {
        if (cause.Error.IsFatal) return;
        try
        {
            Patiently(producer.AbortTransaction);
        }
        catch (KafkaException e) when (e.Error.Code == ErrorCode.Local_State)
        {
            // There is no transaction: beginning it is what failed.
        }
        catch (KafkaException e)
        {
            throw new TransactionFailedException(e.Error, null, e);
        }
    }

    /// <summary>Readers of the topics wait less if the transaction is aborted now; if not, the next owner's start aborts it.</summary>
    private void Leave()
    {
        try
        {
            producer.AbortTransaction(Farewell);
        }
        catch (KafkaException)
        {
            // Nothing is lost by it.
        }
    }

    private sealed record Undelivered(Error Error, string Topic);
}

using Confluent.Kafka;
using StreamEngine.Kafka.Clients;
using StreamEngine.Scoring;

namespace StreamEngine.Kafka.Publishing;

/// <summary>
/// One transaction: begin, produce, commit, with an abort when anything in between fails. After a failure the producer is ready for the next transaction,
/// unless the error is fatal. A commit whose outcome is not known yet is asked for again, never aborted: so nothing is published twice.
/// </summary>
internal sealed class TickTransaction(IProducer<byte[], byte[]> producer, string topic, ClientEvents events, TimeSpan patience, CancellationToken stop)
{
    private readonly List<TopicPartitionOffset> _written = [];
    private readonly TaskCompletionSource _acknowledged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _outstanding = 1; // the loop that produces counts as one until it is done
    private volatile Error? _undelivered;

    /// <summary>Publishes a tick's changes and notes where they ended up.</summary>
    /// <exception cref="TransactionFailedException">Nothing was published.</exception>
    public void Publish(IReadOnlyList<TierChange> changes, Func<TierChange, Message<byte[], byte[]>> record, Dictionary<int, long> positions)
    {
        try
        {
            producer.BeginTransaction();
            foreach (var change in changes) Produce(record(change));
            // A commit flushes too, but looks only every ten milliseconds whether the acknowledgements are there.
            Acknowledged();
            _acknowledged.Task.Wait(patience, stop);
            Patiently(producer.CommitTransaction);
        }
        catch (KafkaException e)
        {
            Abort(e);
            // A record's own error says more than the transaction's.
            var error = _undelivered is { } undelivered && !e.Error.IsFatal ? undelivered : e.Error;
            throw new TransactionFailedException(error, e);
        }
        catch (OperationCanceledException)
        {
            Abort(null);
            throw;
        }

        foreach (var written in _written)
        {
            var partition = written.Partition.Value;
            positions[partition] = Math.Max(positions.GetValueOrDefault(partition), written.Offset.Value + 1);
        }
    }

    private void Produce(Message<byte[], byte[]> message)
    {
        while (true)
        {
            try
            {
                Interlocked.Increment(ref _outstanding);
                producer.Produce(topic, message, OnDelivered);
                return;
            }
            catch (ProduceException<byte[], byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                Interlocked.Decrement(ref _outstanding);
                stop.ThrowIfCancellationRequested();
                producer.Poll(TimeSpan.FromMilliseconds(10));
            }
        }
    }

    private void OnDelivered(DeliveryReport<byte[], byte[]> report)
    {
        if (!report.Error.IsError)
        {
            lock (_written) _written.Add(report.TopicPartitionOffset);
        }
        else if (report.Error.Code is not (ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight)) _undelivered ??= report.Error;

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

    private void Abort(KafkaException? cause)
    {
        if (cause?.Error.IsFatal == true) return;
        try
        {
            Patiently(producer.AbortTransaction);
        }
        catch (OperationCanceledException)
        {
            // The engine is leaving: the next owner's start aborts it.
        }
        catch (KafkaException e) when (e.Error.Code == ErrorCode.Local_State)
        {
            // There is no transaction: beginning it is what failed.
        }
        catch (KafkaException e)
        {
            throw new TransactionFailedException(e.Error, e);
        }
    }
}

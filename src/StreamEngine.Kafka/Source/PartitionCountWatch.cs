using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamEngine.Kafka.Clients;

namespace StreamEngine.Kafka.Source;

/// <summary>
/// Notices that the topic has grown - merchants have then moved to other partitions, and the state of the lanes no longer fits -, that it is gone, or that it was
/// made anew. Asks in the background, now and then.
/// </summary>
internal sealed class PartitionCountWatch(IClient client, KafkaOptions options, int partitions, string topicId) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private readonly IAdminClient _admin = new DependentAdminClientBuilder(client.Handle).Build();
    private readonly System.Diagnostics.Stopwatch _since = System.Diagnostics.Stopwatch.StartNew();
    private Task<DescribeTopicsResult>? _asked;
    private int _missed;

    /// <summary>Looks at the last answer and asks again when it is time to.</summary>
    /// <exception cref="KafkaFault">The topic has another number of partitions, is gone, or is another one.</exception>
    public void Serve() => Serve(Interval);

    /// <summary>As <see cref="Serve()"/>, with an interval of its own.</summary>
    internal void Serve(TimeSpan interval)
    {
        if (_asked is { IsCompleted: true } answered)
        {
            _asked = null;
            if (answered.IsCompletedSuccessfully) Judge(answered.Result.TopicDescriptions[0]);
            else Judge(answered.Exception!.InnerException);
        }

        if (_asked is not null || _since.Elapsed < interval) return;
        _since.Restart();
        _asked = _admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([options.EventsTopic]));
    }

    /// <inheritdoc/>
    public void Dispose() => _admin.Dispose();

    private void Judge(TopicDescription found)
    {
        _missed = 0;
        if (found.TopicId.ToString() != topicId) throw Faults.Recreated(options.EventsTopic);
        if (found.Partitions.Count == partitions || found.Partitions.Count == 0) return;
        throw new KafkaFault(KafkaFaultKind.TopicChanged,
            $"Topic {options.EventsTopic} has {found.Partitions.Count} partitions now and had {partitions}: merchants have moved between them; replay the topic into a new epoch");
    }

    /// <summary>A broker that is only starting may not know the topic yet, so one answer is none. What else goes wrong shows when records are fetched.</summary>
    private void Judge(Exception? error)
    {
        var missing = (error as DescribeTopicsException)?.Results.TopicDescriptions[0].Error;
        if (missing?.Code != ErrorCode.UnknownTopicOrPart) return;
        if (++_missed == 2) throw Faults.Of(missing, options, options.EventsTopic, error);
    }
}

using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace StreamEngine.Kafka.Source;

/// <summary>Notices that the topic has grown: merchants have then moved to other partitions, and the state of the lanes no longer fits. Asks in the background, now and then.</summary>
internal sealed class PartitionCountWatch(IClient client, KafkaOptions options, int partitions) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private readonly IAdminClient _admin = new DependentAdminClientBuilder(client.Handle).Build();
    private readonly System.Diagnostics.Stopwatch _since = System.Diagnostics.Stopwatch.StartNew();
    private Task<DescribeTopicsResult>? _asked;

    /// <summary>Looks at the last answer and asks again when it is time to.</summary>
    /// <exception cref="KafkaFault">The topic has another number of partitions.</exception>
    public void Serve() => Serve(Interval);

    /// <summary>As <see cref="Serve()"/>, with an interval of its own.</summary>
    internal void Serve(TimeSpan interval)
    {
        if (_asked is { IsCompleted: true } answered)
        {
            _asked = null;
            if (answered.IsCompletedSuccessfully) Judge(answered.Result.TopicDescriptions[0].Partitions.Count);
            else _ = answered.Exception; // the fetches tell what is wrong, and the next answer what has changed
        }

        if (_asked is not null || _since.Elapsed < interval) return;
        _since.Restart();
        _asked = _admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([options.EventsTopic]));
    }

    /// <inheritdoc/>
    public void Dispose() => _admin.Dispose();

    private void Judge(int found)
    {
        if (found == partitions || found == 0) return;
        throw new KafkaFault(KafkaFaultKind.TopicChanged,
            $"Topic {options.EventsTopic} has {found} partitions now and had {partitions}: merchants have moved between them; replay the topic into a new epoch");
    }
}

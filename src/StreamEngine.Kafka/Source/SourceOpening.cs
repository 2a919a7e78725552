using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;
using StreamEngine.Kafka.Clients;
using StreamEngine.Kafka.Offsets;

namespace StreamEngine.Kafka.Source;

/// <summary>What happens before the first record is read: the topic is checked, the ends of its partitions and the committed offsets are asked for.</summary>
internal static class SourceOpening
{
    public static async Task<KafkaEventSource> OpenAsync(
        KafkaOptions options, KafkaSourceStart start, ILogger logger, TimeProvider time, CancellationToken stop)
    {
        var partitions = (await KafkaTopics.PrepareAsync(options, [options.EventsTopic], logger, stop))[options.EventsTopic];
        if (start.Offsets is { } offsets && offsets.Count != partitions)
        {
            throw new KafkaFault(KafkaFaultKind.TopicChanged,
                $"Topic {options.EventsTopic} has {partitions} partitions, the checkpoint {offsets.Count}: merchants have moved between them; replay the topic into a new epoch");
        }

        var events = new ClientEvents(logger, "consumer", options);
        var consumer = new ConsumerBuilder<Ignore, Ignore>(ClientConfigs.Consumer(options, partitions))
            .SetErrorHandler((_, error) => events.OnError(error)).SetLogHandler((_, line) => events.OnLog(line)).Build();
        try
        {
            var found = await Task.Run(() => LookAt(consumer, events, options, partitions, stop), stop);
            if (start.TopicId is { } id && id != found.TopicId) throw Faults.Recreated(options.EventsTopic);
            return new KafkaEventSource(options, consumer, events, found, start, logger, time);
        }
        catch
        {
            consumer.Dispose();
            throw;
        }
    }

    private static FoundTopic LookAt(IConsumer<Ignore, Ignore> consumer, ClientEvents events, KafkaOptions options, int partitions, CancellationToken stop)
    {
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        T Ask<T>(Func<T> question) => Questions.Ask(options, events, options.EventsTopic, question, stop);
        var asked = new DescribeTopicsOptions { RequestTimeout = options.StartTimeout };
        return new(
            Ask(() => LogRange.Of(consumer, options, partitions, stop)),
            Ask(() => GroupOffsets.Committed(consumer, options, partitions)),
            Ask(() => admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([options.EventsTopic]), asked).GetAwaiter().GetResult()).TopicDescriptions[0].TopicId.ToString());
    }
}

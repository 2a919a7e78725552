using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamEngine.Kafka.Clients;

namespace StreamEngine.Kafka.Source;

/// <summary>What happens before the first record is read: the topic is checked, the ends of its partitions are asked for, offsets are compared with them.</summary>
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
            var watermarks = await Task.Run(() => Watermarks(consumer, options, partitions, stop), stop);
            return new KafkaEventSource(options, consumer, events, watermarks, start, logger, time);
        }
        catch (KafkaException e)
        {
            consumer.Dispose();
            throw e.Error.Code is ErrorCode.Local_TimedOut or ErrorCode.Local_Transport
                ? Faults.Unreachable(options, events.Unreachable ?? e.Error.Reason, e)
                : Faults.Of(e.Error, options, options.EventsTopic, e);
        }
        catch
        {
            consumer.Dispose();
            throw;
        }
    }

    private static List<WatermarkOffsets> Watermarks(IConsumer<Ignore, Ignore> consumer, KafkaOptions options, int partitions, CancellationToken stop)
    {
        var watermarks = new List<WatermarkOffsets>(partitions);
        for (var p = 0; p < partitions; p++)
        {
            stop.ThrowIfCancellationRequested();
            watermarks.Add(consumer.QueryWatermarkOffsets(new TopicPartition(options.EventsTopic, p), options.StartTimeout));
        }

        return watermarks;
    }
}

using StreamEngine.Host.Cli;
using StreamEngine.Kafka;
using StreamEngine.Kafka.Publishing;
using StreamEngine.Simulator;
using StreamEngine.Simulator.Pacing;

namespace StreamEngine.Host.Running;

/// <summary>Writes a simulation to the events topic: key and partition as a platform's producers would, timestamps of simulated time.</summary>
internal sealed class TrafficToKafka : IDisposable
{
    private readonly KafkaTrafficWriter _writer;

    private TrafficToKafka(KafkaTrafficWriter writer, int partitions) => (_writer, Partitions) = (writer, partitions);

    /// <summary>Partitions of the topic.</summary>
    public int Partitions { get; }

    /// <summary>Records that the broker has taken.</summary>
    public long Written => _writer.Written;

    /// <summary>Finds the topic, or makes it where the configuration allows.</summary>
    /// <param name="options">Broker and topic.</param>
    /// <param name="partitions">Partitions that the topic must have, and gets when it is made; null: whatever it has.</param>
    /// <param name="loggers">Take the client's log.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="KafkaFault">No broker answers, or the topic is missing.</exception>
    /// <exception cref="UsageException">The topic has another number of partitions.</exception>
    public static async Task<TrafficToKafka> OpenAsync(KafkaOptions options, int? partitions, ILoggerFactory loggers, CancellationToken stop)
    {
        var logger = loggers.CreateLogger("StreamEngine.Kafka");
        var asked = options with { TopicPartitions = partitions ?? options.TopicPartitions };
        var found = (await KafkaTopics.PrepareAsync(asked, [options.EventsTopic], logger, stop))[options.EventsTopic];
        if (partitions is { } wanted && wanted != found)
            throw new UsageException($"topic {options.EventsTopic} has {found} partitions, not {wanted}: leave --partitions out, or name another topic with --set kafka.events_topic=NAME");
        return new TrafficToKafka(new KafkaTrafficWriter(options, logger), found);
    }

    /// <summary>Writes the whole simulation and returns when all of it is acknowledged.</summary>
    /// <exception cref="KafkaFault">The broker refuses or stays away.</exception>
    public async Task RunAsync(Simulation simulation, PaceOptions pace, CancellationToken stop)
    {
        await new PacedRun(simulation, pace, Take, TimeProvider.System).RunAsync(stop);
        await _writer.FlushAsync(stop);
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private bool Take(in SimulatedRecord record) => _writer.TryWrite(record.Partition, record.Key, record.Value, record.Timestamp);
}

using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;
using StreamEngine.Kafka.Clients;

namespace StreamEngine.Kafka;

/// <summary>The check of topics at a start: they are there, or are created where the configuration allows it, or one error names all that are missing.</summary>
public static partial class KafkaTopics
{
    /// <summary>Checks topics and returns the partitions of each.</summary>
    /// <param name="options">Brokers, and whether missing topics are created.</param>
    /// <param name="topics">Their names.</param>
    /// <param name="logger">Takes the client's log.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <exception cref="KafkaFault">No broker answers, it refuses, or topics are missing.</exception>
    public static async Task<IReadOnlyDictionary<string, int>> PrepareAsync(
        KafkaOptions options, IReadOnlyCollection<string> topics, ILogger logger, CancellationToken stop)
    {
        if (options.Security is { UsesTls: true, Verify: false }) VerificationOff(logger);
        var events = new ClientEvents(logger, "admin", options, brief: true);
        using var admin = new AdminClientBuilder(ClientConfigs.Admin(options))
            .SetErrorHandler((_, error) => events.OnError(error)).SetLogHandler((_, line) => events.OnLog(line)).Build();
        var found = await DescribeAsync(admin, events, options, topics, stop);
        var missing = topics.Where(topic => !found.ContainsKey(topic)).Distinct().ToList();
        if (missing.Count == 0) return found;
        if (!options.CreateMissingTopics)
        {
            throw new KafkaFault(KafkaFaultKind.MissingTopic,
                $"Missing on Kafka at {options.BootstrapServers}: {string.Join(", ", missing)}: create {(missing.Count == 1 ? "it" : "them")}, correct the name or set create_missing_topics");
        }

        await CreateAsync(admin, options, missing, stop);
        foreach (var topic in missing) Created(logger, topic, options.TopicPartitions);
        var deadline = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            found = await DescribeAsync(admin, events, options, topics, stop);
            if (topics.All(found.ContainsKey)) return found;
            if (deadline.Elapsed > options.StartTimeout) throw Faults.Unreachable(options, "topics were created but do not appear");
            await Task.Delay(20, stop); // the brokers tell each other about new topics in the background
        }
    }

    private static async Task<Dictionary<string, int>> DescribeAsync(
        IAdminClient admin, ClientEvents events, KafkaOptions options, IEnumerable<string> topics, CancellationToken stop)
    {
        var call = admin.DescribeTopicsAsync(TopicCollection.OfTopicNames(topics), new DescribeTopicsOptions { RequestTimeout = options.StartTimeout });
        await Task.WhenAny(call, events.Fatal).WaitAsync(stop);
        events.ThrowIfFatal();
        IReadOnlyList<TopicDescription> descriptions;
        try
        {
            descriptions = (await call).TopicDescriptions;
        }
        catch (DescribeTopicsException partly)
        {
            descriptions = partly.Results.TopicDescriptions;
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_TimedOut or ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown)
        {
            throw Faults.Unreachable(options, events.Unreachable, e);
        }
        catch (KafkaException e)
        {
            throw Faults.Of(e.Error, options, inner: e);
        }

        foreach (var topic in descriptions)
        {
            if (topic.Error.IsError && topic.Error.Code != ErrorCode.UnknownTopicOrPart) throw Faults.Of(topic.Error, options, topic.Name);
        }

        return descriptions.Where(static t => !t.Error.IsError && t.Partitions.Count > 0).ToDictionary(static t => t.Name, static t => t.Partitions.Count);
    }

    private static async Task CreateAsync(IAdminClient admin, KafkaOptions options, List<string> missing, CancellationToken stop)
    {
        var specifications = missing.Select(topic => new TopicSpecification
        {
            Name = topic,
            NumPartitions = options.TopicPartitions,
            ReplicationFactor = options.TopicReplication,
            Configs = SettingsOf(topic, options),
        });
        try
        {
            await admin.CreateTopicsAsync(specifications, new CreateTopicsOptions { RequestTimeout = options.StartTimeout }).WaitAsync(stop);
        }
        catch (CreateTopicsException e)
        {
            var refused = e.Results.Where(static r => r.Error.IsError && r.Error.Code != ErrorCode.TopicAlreadyExists).ToList();
            if (refused.Count > 0) throw Faults.Of(refused[0].Error, options, string.Join(", ", refused.Select(static r => r.Topic)), e);
        }
        catch (KafkaException e) when (e.Error.Code == ErrorCode.Local_UnsupportedFeature)
        {
            CreateByAsking(options, missing); // brokers that create topics only by themselves, as the embedded one
        }
        catch (KafkaException e)
        {
            throw Faults.Of(e.Error, options, string.Join(", ", missing), e);
        }
    }

    private static Dictionary<string, string>? SettingsOf(string topic, KafkaOptions options)
    {
        // A dead letter is at least as large as the record that it is about.
        if (topic == options.DeadLettersTopic) return new() { ["max.message.bytes"] = $"{ClientConfigs.MaximumMessageBytes}" };
        // A letter that was replayed stays so for as long as the topic exists.
        return topic == options.ReplayedTopic ? new() { ["cleanup.policy"] = "compact" } : null;
    }

    private static void CreateByAsking(KafkaOptions options, List<string> missing)
    {
        var config = ClientConfigs.Admin(options);
        config.AllowAutoCreateTopics = true;
        using var admin = new AdminClientBuilder(config).SetLogHandler(static (_, _) => { }).Build();
        foreach (var topic in missing) admin.GetMetadata(topic, options.StartTimeout);
    }

    [LoggerMessage(EventId = 3010, Level = LogLevel.Information, Message = "Created topic {Topic} with {Partitions} partitions")]
    private static partial void Created(ILogger logger, string topic, int partitions);

    [LoggerMessage(EventId = 3011, Level = LogLevel.Warning, Message = "security.verify is off: whoever answers at the broker's address is believed to be the broker")]
    private static partial void VerificationOff(ILogger logger);
}

using System.Diagnostics;

namespace StreamEngine.Peers.Engines;

/// <summary>The engines of the comparison, in the order of the tables.</summary>
internal static class AllEngines
{
    /// <summary>Their names on the command line.</summary>
    public static readonly IReadOnlyList<string> Names =
        ["streamengine", "streamengine-reduced", "flink", "kafka-streams", "hazelcast-jet", "clickhouse", "rx", "csharp", "librdkafka"];

    private static readonly string[] HazelcastFlags =
    [
        "--add-modules", "java.se", "--add-exports", "java.base/jdk.internal.ref=ALL-UNNAMED", "--add-opens", "java.base/java.lang=ALL-UNNAMED",
        "--add-opens", "java.base/sun.nio.ch=ALL-UNNAMED", "--add-opens", "java.management/sun.management=ALL-UNNAMED",
        "--add-opens", "jdk.management/com.sun.management.internal=ALL-UNNAMED",
        // Its back-off when a thread finds nothing to do leaves half of two cores idle by default.
        "-Dhazelcast.jet.idle.cooperative.max.microseconds=100", "-Dhazelcast.jet.idle.noncooperative.max.microseconds=100",
    ];

    /// <summary>Makes an engine ready to run.</summary>
    public static async Task<IEngine> PrepareAsync(string name, string work) => name switch
    {
        "streamengine" => new HostEngine(),
        "streamengine-reduced" => Own(name, "StreamEngine, same five sums"),
        "flink" => await JavaEngine.CompileAsync(name, "Apache Flink 2.2.0", work),
        "kafka-streams" => await JavaEngine.CompileAsync(name, "Kafka Streams 4.3.1", work),
        "hazelcast-jet" => await JavaEngine.CompileAsync(name, "Hazelcast Jet 5.6.0", work, HazelcastFlags),
        "clickhouse" => new ClickHouseEngine(),
        "rx" => Own(name, "Rx.NET 7.0.0"),
        "csharp" => Own(name, "C#, an afternoon's work"),
        "librdkafka" => Own(name, "librdkafka alone, counting bytes", isFloor: true),
        _ => throw new ArgumentException($"no engine is called {name}: {string.Join(", ", Names)}"),
    };

    /// <summary>One that is part of this program.</summary>
    private static ChildEngine Own(string name, string title, bool isFloor = false) =>
        new(name, title, _ => new ProcessStartInfo("dotnet", [typeof(AllEngines).Assembly.Location, "engine", name]), isFloor);
}

namespace StreamEngine.Peers.Comparing;

/// <summary>Where things are: this repository, the real Kafka, the rivals' jars.</summary>
internal static class Homes
{
    /// <summary>The repository's folder.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The sources of the comparison.</summary>
    public static string Sources { get; } = Path.Combine(Repository, "bench", "peers");

    /// <summary>The documents.</summary>
    public static string Docs { get; } = Path.Combine(Repository, "docs");

    /// <summary>A folder with a script <c>kafka</c> that starts and stops a real Apache Kafka, and its jars in <c>lib</c>.</summary>
    public static string Kafka => Of("STREAMENGINE_KAFKA_HOME", "a folder with a script 'kafka' that starts and stops a broker, and Kafka's jars in 'lib'");

    /// <summary>A folder with the jars of each Java engine in a folder of its own; <c>mvn -f bench/peers/pom.xml package</c> makes one.</summary>
    public static string Peers => Of("STREAMENGINE_PEERS_HOME", "a folder with the jars of flink, kafka-streams and hazelcast-jet, such as Maven makes from bench/peers/pom.xml");

    /// <summary>The program <c>streamengine</c>, as built beside this one.</summary>
    public static string Host { get; } = FindHost();

    private static string Of(string variable, string what) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } home && Directory.Exists(home)
            ? home
            : throw new InvalidOperationException($"{variable} must name {what}");

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "StreamEngine.sln"))) return folder.FullName;
        }
        throw new InvalidOperationException("the comparison runs inside its repository: no StreamEngine.sln above the program");
    }

    private static string FindHost()
    {
        // bin/<configuration>/<framework>, the same for all projects.
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(Repository, "src", "StreamEngine.Host", "bin", framework.Parent!.Name, framework.Name, "StreamEngine.Host.dll");
    }
}

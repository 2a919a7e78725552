using System.Diagnostics;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamEngine.Peers.Children;

namespace StreamEngine.Peers.Comparing;

/// <summary>The one real Kafka that all engines read from; its data is deleted at the end.</summary>
internal sealed class Broker : IAsyncDisposable
{
    private readonly string _folder;
    private readonly IAdminClient _admin;

    private Broker(string folder, string bootstrap)
    {
        (_folder, Bootstrap) = (folder, bootstrap);
        // An interrupted comparison leaves no broker behind.
        AppDomain.CurrentDomain.ProcessExit += OnExit;
        _admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap }).SetLogHandler((_, _) => { }).Build();
    }

    /// <summary>host:port.</summary>
    public string Bootstrap { get; }

    /// <summary>Processor time that it has used so far, s.</summary>
    public double CpuSeconds => ProcessUsage.Of(int.Parse(File.ReadAllText(Path.Combine(_folder, "pid")))).CpuSeconds;

    public static async Task<Broker> StartAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        // The members of a group that starts find each other before they begin to read (3 s by default, 0 in a broker for tests).
        // The broker outlives the script that starts it and would hold its output open, so nobody reads that.
        // A busy machine makes the script give up waiting: started again, it finds the folder as it left it.
        const string Start = "\"$0\" start --dir \"$1\" --port 0 --heap 1g --set group.initial.rebalance.delay.ms=500";
        await RunAsync("/bin/sh", "-c", $"({Start} || {Start}) >\"$1/start.log\" 2>&1", Script, folder);
        return new Broker(folder, (await File.ReadAllTextAsync(Path.Combine(folder, "bootstrap"))).Trim());
    }

    public Task CreateTopicAsync(string topic, int partitions) =>
        _admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = partitions, ReplicationFactor = 1 }]);

    /// <summary>Deletes what a run has left behind: the topics whose names begin with its own.</summary>
    public async Task DeleteTopicsAsync(string prefix)
    {
        var topics = _admin.GetMetadata(TimeSpan.FromSeconds(10)).Topics.Select(t => t.Topic).Where(t => t.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        if (topics.Count > 0) await _admin.DeleteTopicsAsync(topics);
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        _admin.Dispose();
        await RunAsync("/bin/sh", "-c", "exec \"$0\" wipe --dir \"$1\" >\"$1/stop.log\" 2>&1", Script, _folder);
    }

    private void OnExit(object? sender, EventArgs e)
    {
        using var kill = Process.Start(new ProcessStartInfo(Script, ["kill", "--dir", _folder]));
        kill?.WaitForExit();
    }

    private static string Script => Path.Combine(Homes.Kafka, "kafka");

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}

using System.Diagnostics;
using StreamEngine.Peers.Engines;

namespace StreamEngine.Peers.Comparing;

/// <summary>Events at the clock's time and at an even rate, made by the verb <c>simulate</c> in a process of its own, for a paced run. Few enough entities
/// that tiers change within a minute.</summary>
internal sealed class PacedTraffic
{
    /// <summary>From the start of the engine to the first event: a Java engine is up by then.</summary>
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(12);

    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(3);

    private readonly Broker _broker;
    private readonly CompareOptions _options;

    public PacedTraffic(Broker broker, string topic, CompareOptions options)
    {
        (_broker, _options) = (broker, options);
        Input = new Input("live", topic, options.Partitions, 0, 0, 0, 0, 0, long.MaxValue / 2, WithinAnHour: true);
    }

    /// <summary>The topic; nothing is known of its events.</summary>
    public Input Input { get; }

    public Task CreateTopicAsync() => _broker.CreateTopicAsync(Input.Topic, Input.Partitions);

    /// <summary>Produces all of it and waits until what is read of it has been worked off.</summary>
    public async Task RunAsync()
    {
        var opening = TimeProvider.System.GetUtcNow() + Lead;
        using var simulator = Process.Start(new ProcessStartInfo("dotnet",
        [
            Homes.Host, "simulate", "--to-kafka", "--set", $"kafka.bootstrap_servers={_broker.Bootstrap}", "--set", $"kafka.events_topic={Input.Topic}",
            "--opening", opening.ToString("O"), "--history-days", "0", "--warm-up", "0s", "--rush", $"{_options.LiveTime.TotalSeconds:F0}s", "--tail", "0s",
            "--rate", $"{_options.LiveRate:F0}", "--opening-factor", "1", "--speed", "1", "--max-rate", "0", "--no-stories", "--merchants", "200",
            "--products", "10", "--creators", "200", "--buyers", "200000", "--late", "0", "--broken", "0", "--duplicates", "0",
        ])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = simulator.StandardError.ReadToEndAsync();
        var output = simulator.StandardOutput.ReadToEndAsync();
        await simulator.WaitForExitAsync().WaitAsync(RunRequest.Longest);
        if (simulator.ExitCode != 0) throw new InvalidOperationException($"simulate ended with {simulator.ExitCode}: {await error} {await output}");
        await Task.Delay(Settle);
    }
}

using System.CommandLine;
using Spectre.Console;
using StreamEngine.Host.Api;
using StreamEngine.Host.Cli;
using StreamEngine.Host.Running;
using StreamEngine.Kafka.Lag;

namespace StreamEngine.Host.Verbs;

/// <summary><c>lag</c>: how far the engine is behind, from itself when it answers, else from the offsets that its group committed.</summary>
internal static class LagVerb
{
    private static readonly Option<string?> Address = new("--api") { Description = "Where the engine's API listens. Default: as configured.", HelpName = "url" };

    /// <summary>The engine commits every two seconds: longer between two samples, its position has moved if it moves.</summary>
    private static readonly TimeSpan BetweenSamples = TimeSpan.FromSeconds(2.5);

    public static Command Create()
    {
        var verb = Verb.Create("lag", "Show how far the engine is behind, by partition: from its API, or from the committed offsets of its group when it does not run.",
            "streamengine lag --set kafka.bootstrap_servers=127.0.0.1:9092", RunAsync);
        verb.Add(Address);
        return verb;
    }

    private static async Task<int> RunAsync(VerbContext context, CancellationToken stop)
    {
        if (await AskAsync(context, stop) is { } answer) Print(context, "the running engine", answer.Lag, answer.Partitions);
        else await PrintCommittedAsync(context, stop);
        return ExitCode.Success;
    }

    // Without --api an engine that is not there is no error: the broker knows the lag too.
    private static async Task<LagAnswer?> AskAsync(VerbContext context, CancellationToken stop)
    {
        var address = context.Get(Address);
        if (address is null && context.Options.Api.Port == 0) return null;
        using var engine = new ApiClient(address, context.Options.Api);
        return address is null ? await engine.TryGetAsync<LagAnswer>("api/lag", stop) : await engine.GetAsync<LagAnswer>("api/lag", stop);
    }

    private static async Task PrintCommittedAsync(VerbContext context, CancellationToken stop)
    {
        var kafka = context.Options.Kafka;
        using var loggers = HostLogging.Create(context.Verbose);
        using var group = await GroupLag.OpenAsync(kafka, loggers.CreateLogger("StreamEngine.Kafka"), stop);
        var samples = new List<IReadOnlyList<LagSample>>();
        do
        {
            if (samples.Count > 0) await Task.Delay(BetweenSamples, stop);
            var lags = await Task.Run(group.Read, stop);
            var now = TimeProvider.System.GetUtcNow();
            samples.Add([.. lags.Select(l => new LagSample(now, l))]);
        }
        while (samples.Count < LagVerdicts.FewestSamples && samples[^1].Any(s => s.Lag.Messages > 0));
        var verdicts = samples[^1].Select((_, p) => LagVerdicts.Of([.. samples.Select(s => s[p])])).ToList();
        var partitions = samples[^1].Select((s, p) => new PartitionReport(
            p, s.Lag.Position, s.Lag.Messages, s.Lag.Seconds(s.At), null, null, null, s.Lag.Messages == 0, LagVerdicts.Name(verdicts[p]))).ToList();
        var total = new LagReport(partitions.Sum(p => p.Messages), partitions.Max(p => p.Seconds), LagVerdicts.Name(verdicts.Max()));
        Print(context, $"the offsets that group {kafka.GroupId} has committed", total, partitions);
    }

    private static void Print(VerbContext context, string source, LagReport total, IReadOnlyList<PartitionReport> partitions)
    {
        if (context.Json)
        {
            context.PrintJson(new { Source = source, Lag = total, Partitions = partitions });
            return;
        }
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(context.Out) });
        if (Console.IsOutputRedirected) console.Profile.Width = 120;
        var table = new Table().Border(TableBorder.Simple);
        foreach (var name in (string[])["partition", "messages", "seconds", "event time behind (s)"]) table.AddColumn(name, column => column.RightAligned());
        table.AddColumn("last tick (UTC)").AddColumn("verdict");
        foreach (var p in partitions)
        {
            table.AddRow($"{p.Partition}", $"{p.Messages:N0}", $"{p.Seconds:F1}", p.EventTimeLagSeconds is { } behind ? $"{behind:F1}" : "-",
                p.LastTick is { } tick ? $"{DateTimeOffset.FromUnixTimeMilliseconds(tick):yyyy-MM-dd HH:mm:ss.fff}" : "-", p.Silent ? $"{p.Verdict} (silent)" : p.Verdict);
        }
        console.Write(table);
        console.WriteLine($"{total.Messages:N0} messages, {total.Seconds:F1} s, {total.Verdict} (from {source})");
    }
}

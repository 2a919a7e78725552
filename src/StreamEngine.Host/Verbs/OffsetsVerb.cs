using System.CommandLine;
using Spectre.Console;
using StreamEngine.Host.Cli;
using StreamEngine.Host.Running;

namespace StreamEngine.Host.Verbs;

/// <summary><c>offsets</c>: where the engine reads, and the only way to move it.</summary>
internal static class OffsetsVerb
{
    private static readonly Option<string> To = new("--to")
    {
        Description = "Where all partitions go: earliest, latest, current (stay where they are), a time, how long ago, or an offset. Times are UTC unless they say otherwise.",
        HelpName = "target",
        DefaultValueFactory = _ => "current",
    };

    private static readonly Option<string[]> Partition = new("--partition")
    {
        Description = "Where one partition goes instead: --partition 3=earliest. May be given several times.",
        HelpName = "p=target",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<bool> Execute = new("--execute") { Description = "Do it. Without this, nothing is changed and what would be done is printed." };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Change nothing: the default." };

    private static readonly Option<string?> Folder = new("--folder") { Description = "The checkpoint folder. Default: checkpoints.folder of the configuration.", HelpName = "dir" };

    public static Command Create()
    {
        var verb = new Command("offsets", "Move the offsets from which the engine reads.");
        var reset = Verb.Create("reset",
            "Begin a new epoch at other offsets: the engine starts there without state. Prints what that means for every partition; changes nothing without --execute.",
            "streamengine offsets reset --to 2h", ResetAsync);
        foreach (var option in (Option[])[To, Partition, Execute, DryRun, Folder]) reset.Add(option);
        verb.Add(reset);
        return verb;
    }

    private static async Task<int> ResetAsync(VerbContext context, CancellationToken stop)
    {
        var (to, partitions) = (context.Get(To)!, context.Get(Partition) ?? []);
        if (context.Get(Execute) && context.Get(DryRun)) throw new UsageException("--execute and --dry-run exclude each other");
        if (context.Arguments.GetResult(To) is { Implicit: true } && partitions.Length == 0) throw new UsageException("say where to: --to earliest, latest, current, a time or an offset, or --partition p=target");
        var now = TimeProvider.System.GetUtcNow();
        var (target, targets) = (OffsetTarget.Of("--to", to, now), OffsetTarget.Pairs("--partition", partitions, now));
        using var loggers = HostLogging.Create(context.Verbose);
        var path = context.Get(Folder) ?? context.Options.Checkpoints.Folder;
        var reset = new OffsetReset(context.Options, path, loggers.CreateLogger("StreamEngine.Kafka"), TimeProvider.System);
        if (!context.Get(Execute))
        {
            Print(context, await reset.PlanAsync(target, targets, stop), null, reset.Worker());
            return ExitCode.Success;
        }
        var command = string.Join(' ', ["--to", to, .. partitions.SelectMany(static p => new[] { "--partition", p })]);
        var (epoch, done) = await reset.ExecuteAsync(() => reset.PlanAsync(target, targets, stop), command,
            holder => context.Error.WriteLine($"waiting whether {holder} is alive"), stop);
        Print(context, done, epoch, null);
        return ExitCode.Success;
    }

    private static void Print(VerbContext context, IReadOnlyList<PartitionReset> partitions, int? epoch, string? worker)
    {
        if (context.Json)
        {
            context.PrintJson(new { DryRun = epoch is null, Epoch = epoch, Worker = worker, Partitions = partitions });
            return;
        }
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(context.Out) });
        if (Console.IsOutputRedirected) console.Profile.Width = 140;
        var table = new Table().Border(TableBorder.Simple);
        foreach (var name in (string[])["partition", "committed", "checkpoint", "log start", "log end", "target", "skipped", "repeated"]) table.AddColumn(name, c => c.RightAligned());
        foreach (var p in partitions)
            table.AddRow($"{p.Partition}", Number(p.Committed), Number(p.Checkpoint), Number(p.LogStart), Number(p.LogEnd), Number(p.Target), Number(p.Skipped), Number(p.Repeated));
        console.Write(table);
        var sums = $"{partitions.Sum(static p => p.Skipped):N0} records skipped, {partitions.Sum(static p => p.Repeated):N0} read again";
        context.Out.WriteLine(epoch is null
            ? $"{sums}. Nothing was changed: add --execute to do it."
            : $"{sums}. Epoch {epoch} begins there, without state, with the next run.");
        if (worker is not null) context.Out.WriteLine($"{worker} works on the checkpoints: end it first.");
    }

    private static string Number(long? number) => number is { } n ? $"{n:N0}" : "-";
}

using System.CommandLine;
using Spectre.Console;
using StreamEngine.Checkpoints;
using StreamEngine.Host.Cli;
using StreamEngine.Pipeline;

namespace StreamEngine.Host.Verbs;

/// <summary><c>checkpoint</c>: the checkpoints in a folder, as they lie there; nothing is changed, and a running engine is not disturbed.</summary>
internal static class CheckpointVerb
{
    private static readonly Option<string?> Folder = new("--folder") { Description = "The folder. Default: checkpoints.folder of the configuration.", HelpName = "dir" };

    private static readonly Argument<string?> Which = new("checkpoint")
    {
        Description = "Its name as `checkpoint list` prints it. Default: the one from which a start would go on.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Create()
    {
        var verb = new Command("checkpoint", "Look at the checkpoints that the engine has saved.");
        var list = Verb.Create("list", "List the checkpoints, newest first, and who works on them.", "streamengine checkpoint list --folder checkpoints", ListAsync);
        var show = Verb.Create("show", "Show a checkpoint part by part, and verify every byte of it. Exit code 1 when it cannot be used.",
            "streamengine checkpoint show --folder checkpoints", ShowAsync);
        show.Add(Which);
        foreach (var command in (Command[])[list, show])
        {
            command.Add(Folder);
            verb.Add(command);
        }
        return verb;
    }

    private static Task<int> ListAsync(VerbContext context, CancellationToken stop)
    {
        var store = Open(context);
        var checkpoints = store.List();
        var lease = store.FindLease();
        if (context.Json) context.PrintJson(new { Folder = store.Name, Lease = lease, Checkpoints = checkpoints.Select(CheckpointSummary.Of) });
        else PrintList(context, store, checkpoints, lease);
        return Task.FromResult(ExitCode.Success);
    }

    private static Task<int> ShowAsync(VerbContext context, CancellationToken stop)
    {
        var store = Open(context);
        var checkpoint = Find(store, context.Get(Which));
        if (checkpoint.Manifest is not { } manifest) throw new EngineFault(FaultOrigin.Data, $"{checkpoint.Refusal}: a start uses the checkpoint before it, if there is one");
        var damages = manifest.Parts.SelectMany(p => p.Files).Select(file => DamageOf(store, file, stop)).OfType<string>().ToList();
        if (context.Json) context.PrintJson(new { Folder = store.Name, checkpoint.Name, Manifest = manifest, Damages = damages });
        else PrintCheckpoint(context, checkpoint.Name, manifest);
        return damages.Count == 0 ? Task.FromResult(ExitCode.Success) : throw new EngineFault(FaultOrigin.Data, string.Join("; ", damages));
    }

    private static CheckpointStore Open(VerbContext context)
    {
        var path = context.Get(Folder) ?? context.Options.Checkpoints.Folder;
        return LocalFolder.Find(path) is { } folder
            ? new CheckpointStore(folder)
            : throw new EngineFault(FaultOrigin.External, $"there is no folder {Path.GetFullPath(path)}: no engine has saved a checkpoint there, or name it with --folder DIR");
    }

    private static StoredCheckpoint Find(CheckpointStore store, string? name)
    {
        var all = store.List();
        if (name is null)
            return all.FirstOrDefault(c => c.Manifest is not null) ?? throw new EngineFault(FaultOrigin.Data, $"{store.Name} holds no usable checkpoint{string.Concat(all.Select(c => $"; {c.Refusal}"))}");
        return all.FirstOrDefault(c => c.Name == name || Path.GetFileNameWithoutExtension(c.Name) == name)
            ?? throw new UsageException($"there is no checkpoint {name} in {store.Name}: `streamengine checkpoint list` names them");
    }

    private static string? DamageOf(CheckpointStore store, CheckpointFile file, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        try
        {
            store.Read(file);
            return null;
        }
        catch (CheckpointFault e) when (e.Kind == CheckpointFaultKind.Damaged)
        {
            return e.Message;
        }
    }

    private static void PrintList(VerbContext context, CheckpointStore store, IReadOnlyList<StoredCheckpoint> checkpoints, Lease? lease)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("checkpoint").AddColumn("tick (UTC)").AddColumn("written (UTC)");
        foreach (var name in (string[])["epoch", "parts", "files", "MB"]) table.AddColumn(name, column => column.RightAligned());
        table.AddColumn("state");
        foreach (var c in checkpoints.Select(CheckpointSummary.Of))
        {
            table.AddRow(Markup.Escape(Path.GetFileNameWithoutExtension(c.Name)), Time(c.Tick), Time(c.WrittenAt), $"{c.Epoch}", $"{c.Parts}", $"{c.Files}",
                c.Bytes is { } bytes ? $"{bytes / 1e6:F1}" : "", Markup.Escape(c.Refusal ?? "ok"));
        }
        var console = ConsoleOf(context);
        console.Write(table);
        console.WriteLine($"{checkpoints.Count} checkpoints in {store.Name}; {Describe(lease)}");
    }

    private static void PrintCheckpoint(VerbContext context, string name, CheckpointManifest manifest)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("part");
        foreach (var column in (string[])["next offset", "files", "bytes"]) table.AddColumn(column, c => c.RightAligned());
        foreach (var part in manifest.Parts)
            table.AddRow(part.Name, part.NextOffset < 0 ? "-" : $"{part.NextOffset:N0}", $"{part.Files.Count}", $"{part.Files.Sum(f => f.Length):N0}");
        var console = ConsoleOf(context);
        console.WriteLine($"{Path.GetFileNameWithoutExtension(name)}: tick {Time(manifest.Tick)}, epoch {manifest.Epoch}, written {Time(manifest.WrittenAt)} UTC");
        console.WriteLine($"configuration {manifest.Configuration}, scorecards {manifest.Scorecards}");
        console.Write(table);
        foreach (var (topic, next) in manifest.Positions) console.WriteLine($"{topic} is published up to {string.Join(", ", next)}");
    }

    private static string Describe(Lease? lease) => lease switch
    {
        null => "nobody has ever worked on them",
        { Released: true } => $"nobody works on them, the last was {lease.Holder}",
        _ when lease.Holder.IsKnownDead() => $"the last to work on them was {lease.Holder}, which is dead",
        _ => $"{lease.Holder} works on them (token {lease.Token})",
    };

    private static string Time(long? milliseconds) => milliseconds is { } ms and > -62_135_596_800_000 and < 253_402_300_800_000
        ? $"{DateTimeOffset.FromUnixTimeMilliseconds(ms):yyyy-MM-dd HH:mm:ss.fff}"
        : "-";

    private static IAnsiConsole ConsoleOf(VerbContext context)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(context.Out) });
        if (Console.IsOutputRedirected) console.Profile.Width = 160;
        return console;
    }
}

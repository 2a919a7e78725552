using System.CommandLine;
using StreamEngine.Events;
using StreamEngine.Host.Cli;
using StreamEngine.Host.Running;
using StreamEngine.Kafka;
using StreamEngine.Kafka.DeadLetters;
using StreamEngine.Pipeline;

namespace StreamEngine.Host.Verbs;

/// <summary><c>dead-letters</c>: what the engine could not take, why, and once more.</summary>
internal static class DeadLettersVerb
{
    private static readonly Option<string?> Reason = new("--reason") { Description = "Only letters of this reason, such as json.", HelpName = "reason" };
    private static readonly Option<int?> Partition = new("--partition") { Description = "Only letters of records of this partition.", HelpName = "n" };
    private static readonly Option<string?> Since = new("--since") { Description = "Only letters written since: 2026-06-18T20:00:00Z, or 2h for two hours ago.", HelpName = "time" };
    private static readonly Option<string?> Until = new("--until") { Description = "Only letters written before: a time as with --since.", HelpName = "time" };
    private static readonly Option<int> Limit = new("--limit") { Description = "At most so many letters, the newest.", DefaultValueFactory = _ => 100 };
    private static readonly Option<int> ReplayLimit = new("--limit") { Description = "At most so many letters, the oldest that were not replayed.", DefaultValueFactory = _ => 10_000 };
    private static readonly Argument<string> Id = new("letter") { Description = "PARTITION/OFFSET of the record, or the letter's id, as list prints them.", HelpName = "letter" };
    private static readonly Argument<string?> ReplayId = new("letter") { Description = "One letter: PARTITION/OFFSET of the record, or its id. Default: all that the options leave.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<bool> Raw = new("--raw") { Description = "Write the original bytes, as they are, to the file of --out." };
    private static readonly Option<FileInfo?> Out = new("--out") { Description = "The file that --raw writes; it must not be there yet.", HelpName = "file" };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Count what would be replayed, and replay nothing." };

    public static Command Create()
    {
        var verb = new Command("dead-letters", "Look at the records that failed a check, and replay them.");
        var list = Verb.Create("list", "List dead letters: where the record is, when and why it failed.",
            "streamengine dead-letters list --reason json --since 2h", ListAsync);
        var show = Verb.Create("show", "Show one dead letter with its bytes, control characters escaped; bytes that are no text in hexadecimal.",
            "streamengine dead-letters show 3/42", ShowAsync);
        var replay = Verb.Create("replay", "Write the records of dead letters to the events topic again, marked, each once however often this is run.",
            "streamengine dead-letters replay --reason from_the_future --dry-run", ReplayAsync);
        foreach (var command in (Command[])[list, replay])
        {
            foreach (var option in (Option[])[Reason, Partition, Since, Until]) command.Add(option);
        }
        list.Add(Limit);
        show.Add(Id);
        show.Add(Raw);
        show.Add(Out);
        replay.Add(ReplayId);
        replay.Add(ReplayLimit);
        replay.Add(DryRun);
        foreach (var command in (Command[])[list, show, replay]) verb.Add(command);
        return verb;
    }

    private static async Task<int> ListAsync(VerbContext context, CancellationToken stop)
    {
        var (filter, limit) = (FilterOf(context), LimitOf(context, Limit));
        using var loggers = HostLogging.Create(context.Verbose);
        var found = await DeadLetterSearch.RunAsync(context.Options.Kafka, filter.Matches, limit, newest: true, loggers.CreateLogger("StreamEngine.Kafka"), stop);
        DeadLetterReport.Print(context, found);
        return ExitCode.Success;
    }

    private static async Task<int> ShowAsync(VerbContext context, CancellationToken stop)
    {
        var (raw, file) = (context.Get(Raw), context.Get(Out));
        if (raw != file is not null) throw new UsageException("--raw and --out go together: --raw --out letter.bin");
        var id = context.Get(Id)!;
        var filter = new DeadLetterFilter { Id = id };
        using var loggers = HostLogging.Create(context.Verbose);
        // A topic that was made anew may have had a letter at the same place: the newest is meant, unless the id says otherwise.
        var found = await DeadLetterSearch.RunAsync(context.Options.Kafka, filter.Matches, 1, newest: true, loggers.CreateLogger("StreamEngine.Kafka"), stop);
        if (found.Letters.Count == 0)
            throw new EngineFault(FaultOrigin.Data, $"No dead letter {Printable.Of(id)} on {context.Options.Kafka.DeadLettersTopic}: `streamengine dead-letters list` shows which there are");
        var letter = found.Letters[0];
        if (file is null) DeadLetterReport.Print(context, letter);
        else await DeadLetterReport.SaveAsync(context, letter, file, stop);
        return ExitCode.Success;
    }

    private static async Task<int> ReplayAsync(VerbContext context, CancellationToken stop)
    {
        var (filter, limit) = (FilterOf(context) with { Id = context.Get(ReplayId) }, LimitOf(context, ReplayLimit));
        var kafka = context.Options.Kafka;
        using var loggers = HostLogging.Create(context.Verbose);
        var logger = loggers.CreateLogger("StreamEngine.Kafka");
        if (context.Get(DryRun))
        {
            var (wanted, before) = await WantedAsync(kafka, filter, await DeadLetterReplay.LookAsync(kafka, logger, stop), limit, logger, stop);
            DeadLetterReport.Print(context, wanted, before, null);
        }
        else
        {
            await using var replay = await DeadLetterReplay.OpenAsync(kafka, logger, stop);
            var (wanted, before) = await WantedAsync(kafka, filter, replay.WasReplayed, limit, logger, stop);
            DeadLetterReport.Print(context, wanted, before, await replay.RunAsync(wanted.Letters, stop));
        }
        return ExitCode.Success;
    }

    private static async Task<(DeadLetterSearch Wanted, long ReplayedBefore)> WantedAsync(
        KafkaOptions kafka, DeadLetterFilter filter, Func<StoredDeadLetter, bool> wasReplayed, int limit, ILogger logger, CancellationToken stop)
    {
        var before = 0L;
        bool IsWanted(StoredDeadLetter letter)
        {
            if (!filter.Matches(letter)) return false;
            if (!wasReplayed(letter)) return true;
            before++;
            return false;
        }
        return (await DeadLetterSearch.RunAsync(kafka, IsWanted, limit, newest: false, logger, stop), before);
    }

    private static DeadLetterFilter FilterOf(VerbContext context)
    {
        var reason = context.Get(Reason);
        var reasons = Enum.GetValues<DeadLetterReason>().Where(r => r != DeadLetterReason.None).Select(DeadLetterReasons.Name).ToList();
        if (reason is not null && !reasons.Contains(reason)) throw new UsageException($"--reason must be one of {string.Join(", ", reasons)}, is {reason}");
        if (context.Get(Partition) is < 0 and var partition) throw new UsageException($"--partition must be at least 0, is {partition}");
        var now = TimeProvider.System.GetUtcNow();
        return new DeadLetterFilter
        {
            Reason = reason,
            Partition = context.Get(Partition),
            Since = TimeArgument.Of("--since", context.Get(Since), now),
            Until = TimeArgument.Of("--until", context.Get(Until), now),
        };
    }

    private static int LimitOf(VerbContext context, Option<int> option)
    {
        var limit = context.Get(option);
        return limit >= 1 ? limit : throw new UsageException($"--limit must be at least 1, is {limit}");
    }
}

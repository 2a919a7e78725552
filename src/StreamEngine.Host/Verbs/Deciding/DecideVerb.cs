using System.CommandLine;
using System.Text;
using System.Text.Json;
using StreamEngine.ClickHouse.Reading;
using StreamEngine.Entities;
using StreamEngine.Events;
using StreamEngine.Host.Cli;
using StreamEngine.Host.Running;
using StreamEngine.Kafka;
using StreamEngine.Kafka.Offsets;
using StreamEngine.Kafka.Publishing;
using StreamEngine.Pipeline;

namespace StreamEngine.Host.Verbs.Deciding;

/// <summary><c>decide</c>: a manual decision, written to the events topic as any producer would.</summary>
internal static class DecideVerb
{
    /// <summary>A partition whose records are all older than this is not one of now: its time is simulated, or it is dead.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromDays(1);

    private static readonly Option<string> Event = new("--event") { Description = "A file with the event as it was sent, one JSON object; - reads it from standard input.", Required = true, HelpName = "file" };
    private static readonly Option<string> By = new("--by") { Description = "Who decides.", Required = true, HelpName = "name" };
    private static readonly Option<string> Why = new("--why") { Description = "Why, at most 500 bytes.", Required = true, HelpName = "text" };
    private static readonly Option<string?> Id = new("--id") { Description = "Id of the decision; a second one of the same id changes nothing. Default: a new one.", HelpName = "id" };
    private static readonly Option<string?> At = new("--at") { Description = "When it is made: 2026-06-18T20:00:00Z, or 5m for five minutes ago. Default: now. To be named on a topic with simulated time.", HelpName = "time" };
    private static readonly Option<bool?> Repeat = new("--repeat") { Description = "Whether the order had counted as a repeat purchase. Default: what the tables handoffs and decisions tell.", HelpName = "true|false" };
    private static readonly Option<string?> HandoffCreator = new("--handoff-creator") { Description = "The creator that the order had been credited to, \"\" for none. Default: what the tables tell.", HelpName = "creator" };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Print the event and write nothing." };
    private static readonly Argument<string> Kind = new("kind") { Description = "product or merchant." };
    private static readonly Argument<string> Entity = new("id") { Description = "Whose tier; a product's id is merchant/product." };

    public static Command Create()
    {
        Kind.AcceptOnlyFromAmong(EntityKinds.Name(EntityKind.Product), EntityKinds.Name(EntityKind.Merchant));
        var verb = new Command("decide", "Make a manual decision, part of the input like any event: void an event, freeze a tier, and their opposites.");
        verb.Add(OfEvent("reverse", "Take back what an event added: a violation that was wrong, a brushed order (刷单).", "streamengine decide reverse --event order.json --by li --why 刷单 --dry-run"));
        verb.Add(OfEvent("reinstate", "Undo a reversal: the event counts again.", "streamengine decide reinstate --event order.json --by li --why \"real after all\" --dry-run"));
        verb.Add(OfTier("freeze", "freeze_tier", "Keep a tier as it is, whatever the score.", "streamengine decide freeze product merchant-1/product-7 --by li --why appeal --dry-run"));
        verb.Add(OfTier("release", "release_tier", "Let a frozen tier follow its score again.", "streamengine decide release product merchant-1/product-7 --by li --why \"appeal decided\" --dry-run"));
        return verb;
    }

    private static Command OfEvent(string action, string description, string example)
    {
        var verb = Verb.Create(action, description, example, (context, stop) => DecideAsync(context, action, stop));
        foreach (var option in (Option[])[Event, By, Why, Id, At, Repeat, HandoffCreator, DryRun]) verb.Add(option);
        return verb;
    }

    private static Command OfTier(string name, string action, string description, string example)
    {
        var verb = Verb.Create(name, description, example, (context, stop) => WriteAsync(context, DraftOf(context).OfTier(action, context.Get(Kind)!, context.Get(Entity)!), null, stop));
        verb.Add(Kind);
        verb.Add(Entity);
        foreach (var option in (Option[])[By, Why, Id, At, DryRun]) verb.Add(option);
        return verb;
    }

    private static async Task<int> DecideAsync(VerbContext context, string action, CancellationToken stop)
    {
        var draft = DraftOf(context);
        var original = OriginalEvent.Parse(await ReadAsync(context.Get(Event)!, stop), (long)context.Options.Engine.MaximumSkew.TotalMilliseconds);
        var facts = await FactsAsync(context, original, stop);
        return await WriteAsync(context, draft.OfEvent(action, original, facts?.Repeat ?? false, facts?.HandoffCreator ?? ""), facts, stop);
    }

    private static DecisionDraft DraftOf(VerbContext context)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new DecisionDraft(context.Get(Id) ?? $"decision-{Guid.CreateVersion7(now):n}", TimeArgument.Of("--at", context.Get(At), now) ?? now, context.Get(By)!, context.Get(Why)!);
    }

    private static async Task<string> ReadAsync(string file, CancellationToken stop)
    {
        try
        {
            return file == "-" ? await Console.In.ReadToEndAsync(stop) : await File.ReadAllTextAsync(file, stop);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--event: {e.Message}");
        }
    }

    /// <summary>What cannot be known from the event itself; null when there is nothing to know. What is said on the command line goes before what tables tell.</summary>
    private static async Task<OrderFacts?> FactsAsync(VerbContext context, OriginalEvent original, CancellationToken stop)
    {
        var (repeat, creator) = (context.Get(Repeat), context.Get(HandoffCreator));
        if (!original.IsBuyersOrder)
        {
            return repeat is null && creator is null ? null
                : throw new UsageException("--repeat and --handoff-creator are about paid orders that name their buyer");
        }
        if (repeat is { } said && creator is not null) return new OrderFacts(said, creator, "command line");
        OrderFacts found;
        try
        {
            found = await OrderFacts.ReadAsync(context.Options.ClickHouse, original.Merchant, original.Order, original.Id, stop);
        }
        catch (StreamEngine.ClickHouse.ClickHouseFault e)
        {
            throw new EngineFault(FaultOrigin.External, $"whether the order was a repeat purchase or a handoff cannot be looked up: {e.Message}. Say it with --repeat and --handoff-creator", e);
        }
        if (repeat is null && found.Repeat is null) context.Error.WriteLine("note: the tables do not tell whether the order was a repeat purchase; taken as not. Say it with --repeat");
        return found with { Repeat = repeat ?? found.Repeat, HandoffCreator = creator ?? found.HandoffCreator };
    }

    private static async Task<int> WriteAsync(VerbContext context, byte[] decision, OrderFacts? facts, CancellationToken stop)
    {
        var dryRun = context.Get(DryRun);
        int? partition = dryRun ? null : await WriteAsync(context, decision, stop);
        var topic = context.Options.Kafka.EventsTopic;
        if (context.Json)
            context.PrintJson(new { DryRun = dryRun, Topic = topic, Partition = partition, KnownFrom = facts?.Source, Event = JsonSerializer.Deserialize<JsonElement>(decision) });
        else
            context.Out.WriteLine(dryRun ? Encoding.UTF8.GetString(decision) : $"written to partition {partition} of {topic}: {Encoding.UTF8.GetString(decision)}");
        return ExitCode.Success;
    }

    private static async Task<int> WriteAsync(VerbContext context, byte[] decision, CancellationToken stop)
    {
        var kafka = context.Options.Kafka;
        new EventDecoder(0).Decode(decision, long.MinValue, out var e, out _);
        var (key, time) = (e.Merchant.ToArray(), e.Ts);
        using var loggers = HostLogging.Create(context.Verbose);
        var logger = loggers.CreateLogger("StreamEngine.Kafka");
        var partitions = (await KafkaTopics.PrepareAsync(kafka with { CreateMissingTopics = false }, [kafka.EventsTopic], logger, stop))[kafka.EventsTopic];
        var partition = (Murmur2.Hash(key) & int.MaxValue) % partitions;
        if (context.Get(At) is null) await ThrowIfOldAsync(kafka, partition, DateTimeOffset.FromUnixTimeMilliseconds(time), logger, stop);
        using var writer = new KafkaTrafficWriter(kafka, logger);
        if (!writer.TryWrite(partition, key, decision, time)) throw new EngineFault(FaultOrigin.Internal, "the client takes no record");
        await writer.FlushAsync(stop);
        return partition;
    }

    /// <summary>A decision of now would move the event time of a partition that is far behind, and all that is behind for good would be too late.</summary>
    private static async Task ThrowIfOldAsync(KafkaOptions kafka, int partition, DateTimeOffset now, ILogger logger, CancellationToken stop)
    {
        using var offsets = await GroupOffsets.OpenAsync(kafka, logger, stop);
        var since = (await offsets.AtTimeAsync(now - LongestSilence, stop))[partition];
        var log = (await offsets.LogAsync(stop))[partition];
        if (log.End == log.Start || since < log.End) return;
        throw new UsageException($"partition {partition} of {kafka.EventsTopic} has no record of the last day: a decision of now would move its event time on, and what comes for the time before would be too late. Name the time with --at");
    }
}

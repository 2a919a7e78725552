using System.CommandLine;
using StreamEngine.Host.Cli;
using StreamEngine.Host.Configuration;
using StreamEngine.Simulator;
using StreamEngine.Simulator.Pacing;

namespace StreamEngine.Host.Verbs;

/// <summary>The options of <c>simulate</c> that say what the simulated platform looks like and how fast its time passes.</summary>
internal static class SimulateOptions
{
    /// <summary>How many partitions the caller wants; null: the default of a folder, or those of the topic.</summary>
    public static readonly Option<int?> Partitions = new("--partitions", "-p") { Description = "Partitions: files, or those of a topic that is created. Default 16." };

    private static readonly SimulatorOptions Defaults = new();
    private static readonly PaceOptions Pace = new();

    private static readonly Option<ulong> Seed = Of("--seed", "Chooses one of 2^64 worlds.", Defaults.Seed);
    private static readonly Option<int> Merchants = Of("--merchants", "Sellers.", Defaults.Merchants);
    private static readonly Option<int> Products = Of("--products", "Products of each seller.", Defaults.ProductsPerMerchant);
    private static readonly Option<int> Creators = Of("--creators", "Creators.", Defaults.Creators);
    private static readonly Option<int> Buyers = Of("--buyers", "Buyers.", Defaults.Buyers);
    private static readonly Option<int> HistoryDays = Of("--history-days", "Days of thin history before the evening.", Defaults.HistoryDays);
    private static readonly Option<int> HistoryRate = Of("--history-rate", "Events a day of history.", Defaults.HistoryEventsPerDay);
    private static readonly Option<DateTimeOffset> Opening = Of("--opening", "When the sale opens, such as 2026-06-18T20:00:00+08:00.", Defaults.Opening);
    private static readonly Option<string> WarmUp = Of("--warm-up", "From the evening's first second to the opening.", Durations.Format(Defaults.WarmUp));
    private static readonly Option<string> Rush = Of("--rush", "How long the rush lasts.", Durations.Format(Defaults.Rush));
    private static readonly Option<string> Tail = Of("--tail", "How long the rest of the evening lasts.", Durations.Format(Defaults.Tail));
    private static readonly Option<double> Rate = Of("--rate", "Mean events a second of event time in the evening outside the rush.", Defaults.MeanRate);
    private static readonly Option<double> OpeningFactor = Of("--opening-factor", "Load of the rush, in mean loads.", Defaults.OpeningFactor);
    private static readonly Option<double> Duplicates = Of("--duplicates", "Share of money events that are sent twice.", Defaults.DuplicateShare);
    private static readonly Option<double> Late = Of("--late", "Share of events that arrive seconds to weeks late.", Defaults.LateShare);
    private static readonly Option<double> Broken = Of("--broken", "Share of lines that are no valid event.", Defaults.BrokenShare);
    private static readonly Option<EventLayout> Layout = Of("--layout", "How the same events are spelled: plain, or shuffled keys with escapes and odd whitespace.", Defaults.Layout);
    private static readonly Option<bool> NoHeartbeats = new("--no-heartbeats") { Description = "Leave silent partitions silent." };
    private static readonly Option<bool> NoReceived = new("--no-received") { Description = "Leave out when the platform's gateway took an event." };
    private static readonly Option<bool> NoStories = new("--no-stories") { Description = "Random traffic only, without the scripted stories." };
    private static readonly Option<double> Speed = Of("--speed", "Simulated seconds a second in the evening; 0: as fast as possible. To Kafka only.", 0.0);
    private static readonly Option<int> MaximumRate = Of("--max-rate", "Records a second that are never exceeded; 0: no limit. To Kafka only.", Pace.MaximumRate);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Option> All { get; } =
    [
        Partitions, Seed, Merchants, Products, Creators, Buyers, HistoryDays, HistoryRate, Opening, WarmUp, Rush, Tail, Rate, OpeningFactor,
        Duplicates, Late, Broken, Layout, NoHeartbeats, NoReceived, NoStories, Speed, MaximumRate,
    ];

    /// <summary>The platform.</summary>
    /// <exception cref="UsageException">Values are out of range; every one is named.</exception>
    public static SimulatorOptions PlatformOf(VerbContext context, int partitions)
    {
        var options = Defaults with
        {
            Partitions = partitions,
            Seed = context.Get(Seed),
            Merchants = context.Get(Merchants),
            ProductsPerMerchant = context.Get(Products),
            Creators = context.Get(Creators),
            Buyers = context.Get(Buyers),
            HistoryDays = context.Get(HistoryDays),
            HistoryEventsPerDay = context.Get(HistoryRate),
            Opening = context.Get(Opening),
            WarmUp = Duration(context, WarmUp),
            Rush = Duration(context, Rush),
            Tail = Duration(context, Tail),
            MeanRate = context.Get(Rate),
            OpeningFactor = context.Get(OpeningFactor),
            DuplicateShare = context.Get(Duplicates),
            LateShare = context.Get(Late),
            BrokenShare = context.Get(Broken),
            Layout = context.Get(Layout),
            Heartbeats = !context.Get(NoHeartbeats),
            Received = !context.Get(NoReceived),
            TellStories = !context.Get(NoStories),
        };
        return options.Errors() is { Count: > 0 } errors ? throw new UsageException(string.Join(" ", errors)) : options;
    }

    /// <summary>How fast it goes.</summary>
    public static PaceOptions PaceOf(VerbContext context)
    {
        var pace = Pace with { Speed = context.Get(Speed), MaximumRate = context.Get(MaximumRate) };
        if (!(pace.Speed is >= 0 and <= 1_000_000)) throw new UsageException($"--speed must be 0..1000000, is {pace.Speed}");
        return pace.MaximumRate is >= 0 and <= 100_000_000 ? pace : throw new UsageException($"--max-rate must be 0..100000000, is {pace.MaximumRate}");
    }

    private static TimeSpan Duration(VerbContext context, Option<string> option) =>
        Durations.TryParse(context.Get(option)!, out var duration)
            ? duration
            : throw new UsageException($"{option.Name} must be a duration such as 90s or 5m, is {context.Get(option)}");

    private static Option<T> Of<T>(string name, string description, T value) => new(name) { Description = description, DefaultValueFactory = _ => value };
}

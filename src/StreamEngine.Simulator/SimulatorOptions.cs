using System.ComponentModel.DataAnnotations;

namespace StreamEngine.Simulator;

/// <summary>
/// What the simulated platform looks like. The same options (the seed is one of them) always give the same bytes:
/// nothing of the wall clock, the machine or the runtime's random numbers enters.
/// </summary>
public sealed record SimulatorOptions
{
    /// <summary>Chooses one of 2^64 worlds. Default 618. Ids carry a tag of it, so that two seeds in one topic are never duplicates.</summary>
    public ulong Seed { get; init; } = 618;

    /// <summary>Sellers. Default 24: few enough that a demo's entities are rated, enough to fill 16 partitions.</summary>
    [Range(1, 1_000_000)]
    public int Merchants { get; init; } = 24;

    /// <summary>Products of each seller. Default 8; merchants times products is at most 4,000,000 (their names are kept in memory).</summary>
    [Range(1, 100_000)]
    public int ProductsPerMerchant { get; init; } = 8;

    /// <summary>Creators (达人). Default 80: about ten a category.</summary>
    [Range(1, 1_000_000)]
    public int Creators { get; init; } = 80;

    /// <summary>Matchmakers (团长) between merchants and creators. Default 8.</summary>
    [Range(1, 100_000)]
    public int Leaders { get; init; } = 8;

    /// <summary>Buyers. Default 20,000.</summary>
    [Range(1, 100_000_000)]
    public int Buyers { get; init; } = 20_000;

    /// <summary>
    /// How much more buyers whom a creator has brought spend in the merchant's own rooms and videos within 15 days, 0..1. Default 0.15: handoffs (川流) are said to bring 15 to
    /// 20 %. Pairs that are held out spend no more; so what the engine measures can be compared with what was put in.
    /// </summary>
    [Range(0.0, 1.0)]
    public double HandoffEffect { get; init; } = 0.15;

    /// <summary>One in so many pairs of merchant and buyer is held out from that. Default 10, as the engine's.</summary>
    [Range(2, 1_000_000)]
    public int HoldOutOneIn { get; init; } = 10;

    /// <summary>Partitions of the topic. Default 16: the embedded broker keeps 5 MiB of each, fewer would lose the start of the evening.</summary>
    [Range(1, 1024)]
    public int Partitions { get; init; } = 16;

    /// <summary>Days of thin history before the evening. Default 30: the longest window is full from the evening's first second. 0 starts with the evening.</summary>
    [Range(0, 400)]
    public int HistoryDays { get; init; } = 30;

    /// <summary>Events a day of history, stories not counted. Default 2,000: thin, yet most products see the 30 orders that a rating needs.</summary>
    [Range(0, 100_000_000)]
    public int HistoryEventsPerDay { get; init; } = 2_000;

    /// <summary>The instant at which the sale opens. Default 2026-06-18 20:00 in Shanghai. Between 2001 and 2098, so that every time fits the contract.</summary>
    public DateTimeOffset Opening { get; init; } = new(2026, 6, 18, 20, 0, 0, TimeSpan.FromHours(8));

    /// <summary>From the evening's first second to the opening, 0..1 day. Default 2 minutes: time to look around in fast motion.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long the rush lasts, 0..1 day. Default 3 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan Rush { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The long tail after the rush, 0..30 days. Default 25 minutes: bad goods come back and late parcels are noticed.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan Tail { get; init; } = TimeSpan.FromMinutes(25);

    /// <summary>Mean events a second of event time in the evening outside the rush. Default 50: at tenfold speed the rush is 18,000 a second, which two cores carry.</summary>
    [Range(0.01, 1_000_000)]
    public double MeanRate { get; init; } = 50;

    /// <summary>Load of the rush, in mean loads. Default 36, as measured at the opening of 618; reached within three seconds.</summary>
    [Range(1, 1000)]
    public double OpeningFactor { get; init; } = 36;

    /// <summary>Load that the tail settles at, in mean loads. Default 1.</summary>
    [Range(0.01, 1000)]
    public double TailFactor { get; init; } = 1;

    /// <summary>Share of money events (orders to disputes) that a producer sends twice, 0..0.5. Default 0.002.</summary>
    [Range(0, 0.5)]
    public double DuplicateShare { get; init; } = 0.002;

    /// <summary>Share of events that arrive seconds to weeks after they happened, 0..0.5. Default 0.002.</summary>
    [Range(0, 0.5)]
    public double LateShare { get; init; } = 0.002;

    /// <summary>Share of lines that are no valid event any more, 0..0.5. Default 0.001.</summary>
    [Range(0, 0.5)]
    public double BrokenShare { get; init; } = 0.001;

    /// <summary>Whether events carry <c>received</c>. Default true: without it a topic and a file of the same events may differ.</summary>
    public bool Received { get; init; } = true;

    /// <summary>Whether silent partitions get heartbeats. Default true: without them a merge waits for partitions that have nothing to say.</summary>
    public bool Heartbeats { get; init; } = true;

    /// <summary>Silence after which a partition gets a heartbeat in the evening, 10 ms..1 hour of event time. Default 1 s, the tick interval.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The same in the history, 10 ms..1 day. Default 1 hour: a heartbeat a second would be 41 million of them.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan HistoryHeartbeatInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Whether the scripted stories are told (<see cref="Simulation.Stories"/>). Default true.</summary>
    public bool TellStories { get; init; } = true;

    /// <summary>How events are spelled. Default <see cref="EventLayout.Plain"/>.</summary>
    public EventLayout Layout { get; init; } = EventLayout.Plain;

    /// <summary>Every error at once, each naming its option; empty when the options are usable.</summary>
    public IReadOnlyList<string> Errors()
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(this, new ValidationContext(this), results, validateAllProperties: true);
        var errors = results.Select(r => r.ErrorMessage ?? "invalid").ToList();
        if ((long)Merchants * ProductsPerMerchant > 4_000_000)
            errors.Add($"The field {nameof(Merchants)} times {nameof(ProductsPerMerchant)} must be at most 4000000.");
        if (Opening.UtcDateTime.Year is < 2001 or > 2098)
            errors.Add($"The field {nameof(Opening)} must be between 2001 and 2098.");
        if (!Enum.IsDefined(Layout))
            errors.Add($"The field {nameof(Layout)} must be one of {string.Join(", ", Enum.GetNames<EventLayout>())}.");
        return errors;
    }
}

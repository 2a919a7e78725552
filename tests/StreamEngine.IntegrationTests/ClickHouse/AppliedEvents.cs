using StreamEngine.Events;
using StreamEngine.Simulator;

namespace StreamEngine.IntegrationTests.ClickHouse;

/// <summary>An event that counts, in the words of the event contract, with whether its hour and its minute still took it.</summary>
internal sealed record AppliedEvent(
    EventType Type, long Time, string Merchant, string Product, string Creator, string Leader, string Brand, string Scene, string Channel,
    long Count, long Amount, long Quantity, long? MarketAmount, long WatchMs, bool InHours, bool InMinutes,
    string Buyer, string Order, RefundReason Reason, long CommissionBp, long EventTime)
{
    /// <summary>The calendar day in Shanghai, which is eight hours ahead all year.</summary>
    public DateOnly Day => DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(Time).UtcDateTime.AddHours(8));

    /// <summary>Its id among the entities of a kind; empty when it names none.</summary>
    public string IdOf(string kind) => kind switch
    {
        "product" => Product.Length == 0 ? "" : $"{Escaped(Merchant)}/{Escaped(Product)}",
        "merchant" => Merchant,
        "creator" => Creator,
        "leader" => Leader,
        "brand" => Brand,
        "scene" => Scene,
        "channel" => Channel,
        "platform" => "all",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such kind"),
    };

    private static string Escaped(string part) => part.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal);
}

/// <summary>
/// What of a simulated world counts, decided by the rules of docs/events.md with lists and dictionaries: what the figures of the views are checked against.
/// </summary>
internal static class AppliedEvents
{
    private const long HourMs = 3_600_000, MinuteMs = 60_000, DayMs = 24 * HourMs;

    public static List<AppliedEvent> Of(SimulatorOptions world)
    {
        var decoder = new EventDecoder(5 * MinuteMs);
        var eventTimes = new Dictionary<int, long>();
        var seen = new Dictionary<(int, string), long>();
        var applied = new List<AppliedEvent>();
        var places = new Dictionary<string, int>();
        var simulation = new Simulation(world);
        while (simulation.TryNext(out var record))
        {
            if (decoder.Decode(record.Value, record.Timestamp, out var e, out _) != DecodeOutcome.Event) continue;
            var before = eventTimes.GetValueOrDefault(record.Partition, long.MinValue);
            var now = Math.Max(before, e.Time);
            if (e.Type != EventType.Heartbeat)
            {
                if (before != long.MinValue && ShanghaiDay(e.Time) <= ShanghaiDay(before) - 30) continue;
                if (e.IsMoney)
                {
                    var key = (record.Partition, Text(e.Id));
                    if (seen.TryGetValue(key, out var at) && before - at <= DayMs) continue;
                    seen[key] = now;
                }
                // The simulator's decisions come while every window holds what they reverse: it is as if it had never been.
                if (e.Type == EventType.Decision) Reverse(applied, places, e.Event);
                else places[Text(e.Id)] = applied.Count;
                applied.Add(Copy(in e, now));
            }
            eventTimes[record.Partition] = now;
        }
        applied.RemoveAll(e => e is null);
        return applied;
    }

    private static void Reverse(List<AppliedEvent> applied, Dictionary<string, int> places, ReadOnlySpan<byte> original) =>
        applied[places[System.Text.Json.JsonDocument.Parse(original.ToArray()).RootElement.GetProperty("id").GetString()!]] = null!;

    /// <summary>Records that are no events: the day of their timestamp, their partition and why.</summary>
    public static IEnumerable<(DateOnly Day, int Partition, string Reason)> Refused(SimulatorOptions world)
    {
        var decoder = new EventDecoder(5 * MinuteMs);
        var refused = new List<(DateOnly, int, string)>();
        var simulation = new Simulation(world);
        while (simulation.TryNext(out var record))
        {
            if (decoder.Decode(record.Value, record.Timestamp, out _, out var reason) == DecodeOutcome.DeadLetter)
                refused.Add((DateOnly.FromDayNumber((int)ShanghaiDay(record.Timestamp) + new DateOnly(1970, 1, 1).DayNumber), record.Partition, DeadLetterReasons.Name(reason)));
        }
        return refused;
    }

    private static AppliedEvent Copy(in LiveEvent e, long now) => new(
        e.Type, e.Time, Text(e.Merchant), Text(e.Product), Text(e.Creator), Text(e.Leader), Text(e.Brand),
        e.Scene == Scene.None ? "" : e.Scene.ToString().ToLowerInvariant(), e.Channel.ToString().ToLowerInvariant(),
        e.Count, e.Amount, e.Quantity, e.HasMarketAmount ? e.MarketAmount : null, e.WatchMs, e.Time / HourMs > now / HourMs - 24, e.Time / MinuteMs > now / MinuteMs - 60,
        Text(e.Buyer), Text(e.Order), e.RefundReason, e.CommissionBp, now);

    private static long ShanghaiDay(long time) => (time + 8 * HourMs) / DayMs;

    private static string Text(ReadOnlySpan<byte> utf8) => System.Text.Encoding.UTF8.GetString(utf8);
}

using System.Text;
using StreamEngine.Events;
using StreamEngine.Host.Cli;

namespace StreamEngine.Host.Verbs.Deciding;

/// <summary>The event that a decision is about, as its bytes and what is needed of it.</summary>
/// <param name="Json">The object, on one line.</param>
/// <param name="Id">Its id.</param>
/// <param name="Merchant">Its merchant.</param>
/// <param name="Order">Its order; empty when it has none.</param>
/// <param name="Time">Its time, ms since the Unix epoch.</param>
/// <param name="IsBuyersOrder">It is a paid order that names its buyer: it may have been a repeat purchase or a handoff.</param>
internal sealed record OriginalEvent(string Json, string Id, string Merchant, string Order, long Time, bool IsBuyersOrder)
{
    /// <summary>Reads it as the engine does.</summary>
    /// <exception cref="UsageException">It is none that a decision can be about.</exception>
    public static OriginalEvent Parse(string text, long maximumSkewMs)
    {
        // A line's end is white space in JSON, and a replay file has one event a line.
        var json = text.Trim().ReplaceLineEndings(" ");
        var outcome = new EventDecoder(maximumSkewMs).Decode(Encoding.UTF8.GetBytes(json), long.MinValue, out var e, out var reason);
        if (outcome == DecodeOutcome.UnknownType) throw new UsageException("--event holds an event of a type that the engine does not know");
        if (outcome == DecodeOutcome.DeadLetter) throw new UsageException($"--event holds no sound event: the check {DeadLetterReasons.Name(reason)} fails");
        if (e.Type is EventType.Heartbeat or EventType.Decision) throw new UsageException($"a {SnakeCase.Of(e.Type.ToString())} cannot be reversed: it adds to no sum");
        return new OriginalEvent(json, Text(e.Id), Text(e.Merchant), Text(e.Order), e.Time, e.Type == EventType.OrderPaid && !e.Buyer.IsEmpty);
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}

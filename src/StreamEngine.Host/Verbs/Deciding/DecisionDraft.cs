using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamEngine.Entities;
using StreamEngine.Events;
using StreamEngine.Host.Cli;

namespace StreamEngine.Host.Verbs.Deciding;

/// <summary>A decision on its way to the events topic: who, why, when. Makes the event that the engine takes, and says what it would not take. Pure.</summary>
/// <param name="Id">Its id.</param>
/// <param name="At">When it is made.</param>
/// <param name="By">Who makes it.</param>
/// <param name="Why">Why.</param>
internal sealed record DecisionDraft(string Id, DateTimeOffset At, string By, string Why)
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Freezes or releases a tier.</summary>
    /// <exception cref="UsageException">The id is none, or the engine would not take the decision.</exception>
    public byte[] OfTier(string action, string kind, string id)
    {
        var (merchant, product) = (Encoding.UTF8.GetBytes(id), Array.Empty<byte>());
        if (kind == EntityKinds.Name(EntityKind.Product) && !ProductId.TryParse(merchant, out merchant, out product))
            throw new UsageException($"a product's id is merchant/product, is {EscapedText.Of(id)}");
        return Checked(Written(Encoding.UTF8.GetString(merchant), action, json =>
        {
            if (product.Length > 0) json.WriteString("product", product);
            json.WriteString("kind", kind);
        }));
    }

    /// <summary>Reverses or reinstates an event.</summary>
    /// <param name="action">reverse or reinstate.</param>
    /// <param name="original">The event.</param>
    /// <param name="repeat">It is an order that counted as a repeat purchase.</param>
    /// <param name="handoffCreator">It is an order that was credited to this creator; empty for none.</param>
    /// <exception cref="UsageException">The engine would not take the decision.</exception>
    public byte[] OfEvent(string action, OriginalEvent original, bool repeat, string handoffCreator)
    {
        if (original.Time > At.ToUnixTimeMilliseconds())
            throw new UsageException($"the event happened at {DateTimeOffset.FromUnixTimeMilliseconds(original.Time):yyyy-MM-ddTHH:mm:ss.fffZ}, after the decision: name a later time with --at");
        return Checked(Written(original.Merchant, action, json =>
        {
            json.WritePropertyName("event");
            json.WriteRawValue(original.Json);
            if (repeat) json.WriteBoolean("repeat", true);
            if (handoffCreator.Length > 0) json.WriteString("handoff_creator", handoffCreator);
        }));
    }

    private byte[] Written(string merchant, string action, Action<Utf8JsonWriter> own)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, Plain);
        json.WriteStartObject();
        json.WriteString("type", "decision");
        json.WriteString("id", Id);
        json.WriteNumber("ts", At.ToUnixTimeMilliseconds());
        json.WriteString("merchant", merchant);
        json.WriteString("action", action);
        json.WriteString("by", By);
        json.WriteString("why", Why);
        own(json);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static byte[] Checked(byte[] decision)
    {
        if (new EventDecoder(0).Decode(decision, long.MinValue, out _, out var reason) == DecodeOutcome.Event) return decision;
        throw new UsageException(reason switch
        {
            DeadLetterReason.By or DeadLetterReason.Why => $"--{DeadLetterReasons.Name(reason)} must have at most 500 bytes",
            DeadLetterReason.Id => "--id must have 1 to 64 bytes",
            DeadLetterReason.HandoffCreator => "--handoff-creator must have 1 to 64 bytes",
            DeadLetterReason.Ts => "--at must lie between the years 2000 and 2099",
            _ => $"the engine would not take this decision: {DeadLetterReasons.Name(reason)}",
        });
    }
}

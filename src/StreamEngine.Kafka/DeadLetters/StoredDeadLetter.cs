using System.Globalization;
using System.Text;
using Confluent.Kafka;
using StreamEngine.Kafka.Publishing;

namespace StreamEngine.Kafka.DeadLetters;

/// <summary>A dead letter as its topic has it. Nothing in it is to be trusted: anybody who may write to the topic may have written it.</summary>
public sealed record StoredDeadLetter
{
    /// <summary>What it is known by: topic, partition and offset of its record, and the record's timestamp.</summary>
    public required string Id { get; init; }

    /// <summary>The topic of the record.</summary>
    public required string Topic { get; init; }

    /// <summary>The partition of the record.</summary>
    public required int Partition { get; init; }

    /// <summary>The offset of the record.</summary>
    public required long Offset { get; init; }

    /// <summary>The record's own timestamp, ms since the Unix epoch; null when it has none.</summary>
    public required long? Timestamp { get; init; }

    /// <summary>The check that it failed, such as <c>json</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>When the dead letter was written.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The original bytes; null when the topic had no room for them.</summary>
    public required byte[]? Value { get; init; }

    /// <summary>How many bytes the record has, or had.</summary>
    public required int Bytes { get; init; }

    /// <summary>Reads a record of the topic; null when it is no dead letter of the engine's.</summary>
    internal static StoredDeadLetter? Of(ConsumeResult<byte[]?, byte[]?> record)
    {
        var headers = record.Message.Headers;
        if (Text(headers, Fact.IdHeader) is not { } id || Text(headers, DeadLetterHeaders.Topic) is not { } topic || Text(headers, DeadLetterHeaders.ExceptionMessage) is not { } reason) return null;
        if (Number(headers, DeadLetterHeaders.Partition) is not (>= 0 and <= int.MaxValue and var partition) || Number(headers, DeadLetterHeaders.Offset) is not (>= 0 and var offset)) return null;
        return new StoredDeadLetter
        {
            Id = id,
            Topic = topic,
            Partition = (int)partition,
            Offset = offset,
            Timestamp = Number(headers, DeadLetterHeaders.Timestamp),
            Reason = reason,
            At = record.Message.Timestamp.UtcDateTime,
            Value = record.Message.Value,
            Bytes = record.Message.Value?.Length ?? (int)Math.Clamp(Number(headers, DeadLetterHeaders.ValueBytes) ?? 0, 0, int.MaxValue),
        };
    }

    private static string? Text(Headers headers, string name) => headers.TryGetLastBytes(name, out var bytes) && bytes is not null ? Encoding.UTF8.GetString(bytes) : null;

    private static long? Number(Headers headers, string name) =>
        long.TryParse(Text(headers, name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}

using System.Globalization;
using System.Text;
using StreamEngine.Events;
using StreamEngine.Pipeline;

namespace StreamEngine.Kafka.Publishing;

/// <summary>What a dead letter's headers say: the names that Kafka Connect's users know, and the timestamp of the record, which Connect has no name for.</summary>
internal static class DeadLetterHeaders
{
    public const string Topic = "__connect.errors.topic";
    public const string Partition = "__connect.errors.partition";
    public const string Offset = "__connect.errors.offset";
    public const string Stage = "__connect.errors.stage";
    public const string ExceptionClass = "__connect.errors.exception.class.name";
    public const string ExceptionMessage = "__connect.errors.exception.message";
    public const string Timestamp = "__connect.errors.timestamp";
    public const string ValueBytes = "__connect.errors.value.bytes";

    /// <summary>
    /// What a dead letter is known by: topic, partition and offset of its record, and the record's timestamp, since a topic that was made anew counts its offsets anew.
    /// </summary>
    public static string Id(string topic, DeadLetter letter) => letter.Timestamp == RecordBatch.NoTimestamp
        ? string.Create(CultureInfo.InvariantCulture, $"{topic}/{letter.Partition}/{letter.Offset}")
        : string.Create(CultureInfo.InvariantCulture, $"{topic}/{letter.Partition}/{letter.Offset}@{letter.Timestamp}");

    /// <summary>The headers of a dead letter, but for its id.</summary>
    public static List<KeyValuePair<string, byte[]>> Of(string topic, DeadLetter letter)
    {
        List<KeyValuePair<string, byte[]>> headers =
        [
            Text(Topic, topic),
            Number(Partition, letter.Partition),
            Number(Offset, letter.Offset),
            Text(Stage, "DECODE"),
            Text(ExceptionClass, $"StreamEngine.Events.{letter.Reason}"),
            Text(ExceptionMessage, DeadLetterReasons.Name(letter.Reason)),
        ];
        if (letter.Timestamp != RecordBatch.NoTimestamp) headers.Add(Number(Timestamp, letter.Timestamp));
        return headers;
    }

    /// <summary>A header with a number.</summary>
    public static KeyValuePair<string, byte[]> Number(string name, long value) => Text(name, value.ToString(CultureInfo.InvariantCulture));

    private static KeyValuePair<string, byte[]> Text(string name, string value) => new(name, Encoding.UTF8.GetBytes(value));
}

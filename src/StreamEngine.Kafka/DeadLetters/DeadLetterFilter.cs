namespace StreamEngine.Kafka.DeadLetters;

/// <summary>Which dead letters are asked for. What is null does not matter.</summary>
public sealed record DeadLetterFilter
{
    /// <summary>The check that failed, such as <c>json</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>The partition of the record.</summary>
    public int? Partition { get; init; }

    /// <summary>Written at or after this.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Written before this.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>One letter: its id, or <c>PARTITION/OFFSET</c> of its record.</summary>
    public string? Id { get; init; }

    /// <summary>Whether a letter is one of them.</summary>
    public bool Matches(StoredDeadLetter letter) =>
        (Reason is null || letter.Reason == Reason)
        && (Partition is null || letter.Partition == Partition)
        && (Since is null || letter.At >= Since)
        && (Until is null || letter.At < Until)
        && (Id is null || letter.Id == Id || Id == $"{letter.Partition}/{letter.Offset}");
}

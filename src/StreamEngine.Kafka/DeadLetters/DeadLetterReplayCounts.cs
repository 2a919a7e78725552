namespace StreamEngine.Kafka.DeadLetters;

/// <summary>What became of the letters that were to be replayed.</summary>
public sealed record DeadLetterReplayCounts
{
    /// <summary>Written to the events topic again.</summary>
    public long Replayed { get; set; }

    /// <summary>Replayed earlier, so not again.</summary>
    public long ReplayedBefore { get; set; }

    /// <summary>Larger than the dead-letter topic allowed, and gone from the events topic: there are no bytes to replay.</summary>
    public long WithoutBytes { get; set; }

    /// <summary>Of a topic or partition that the engine does not read.</summary>
    public long OfAnotherTopic { get; set; }
}

namespace StreamEngine.Tests.Invariants;

/// <summary>What must hold whatever happens, by the numbers under which the documents name them.</summary>
public enum Invariant
{
    /// <summary>Every valid record below the committed offset is in the result.</summary>
    I01NoLoss = 1,
    /// <summary>Final tables equal a recomputation from the log.</summary>
    I02EffectOnce,
    /// <summary>What is committed is durable, at every instant.</summary>
    I03CommittedIsDurable,
    /// <summary>Commits never go back.</summary>
    I04CommitsGoForward,
    /// <summary>A process goes on from exactly what a durable checkpoint says, and what was restored ends like what was not.</summary>
    I05RestoredIsReplayed,
    /// <summary>Tier changes: unique ids, each from where the one before went to, in order.</summary>
    I06TierLogIsAChain,
    /// <summary>Every record is counted once, as one thing.</summary>
    I07Conservation,
    /// <summary>What is held stays within its budget.</summary>
    I08BoundedMemory,
    /// <summary>Undisturbed, the engine gets to the end.</summary>
    I09Liveness,
    /// <summary>Event time is monotone and not ahead of the input.</summary>
    I10EventTime,
    /// <summary>What is not applied is counted, and there to be looked at.</summary>
    I11NothingSilent,
    /// <summary>A process that was refused at its start has touched nothing.</summary>
    I12FailClosed,
    /// <summary>Who was fenced has no effect any more.</summary>
    I13OneWriter,
    /// <summary>The same input gives the same results.</summary>
    I14Determinism,
    /// <summary>Ready means that progress is being made.</summary>
    I15HealthIsTrue,
    /// <summary>No secret can be read anywhere.</summary>
    I16NoSecrets,
}

/// <summary>A broken invariant.</summary>
/// <param name="Of">Which.</param>
/// <param name="What">What was seen.</param>
internal sealed record Violation(Invariant Of, string What);

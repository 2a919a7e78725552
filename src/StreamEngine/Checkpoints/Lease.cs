namespace StreamEngine.Checkpoints;

/// <summary>
/// Who may write to a store. Each holder has a higher token than the one before, and its own file, so that a holder that was thought dead and wakes up harms nobody:
/// whatever it writes carries the lower token.
/// </summary>
public sealed record Lease
{
    /// <summary>The fencing token, from 1.</summary>
    public required long Token { get; init; }

    /// <summary>Who holds it.</summary>
    public required LeaseHolder Holder { get; init; }

    /// <summary>How long it lasts without a renewal, ms by any clock that runs evenly.</summary>
    public required long DurationMilliseconds { get; init; }

    /// <summary>How often it has been renewed: it moves as long as the holder lives. Clocks of two machines are never compared.</summary>
    public long Renewals { get; init; }

    /// <summary>Whether its holder has left in good order.</summary>
    public bool Released { get; init; }
}

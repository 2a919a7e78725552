namespace StreamEngine.Checkpoints;

/// <summary>What to do about a lease that was found.</summary>
public enum LeaseStep
{
    /// <summary>It is free, or its holder is gone: take it.</summary>
    Take,
    /// <summary>It cannot be told yet: look again.</summary>
    Wait,
    /// <summary>Its holder lives.</summary>
    Refuse,
}

/// <summary>
/// Finds out whether the holder of a lease lives, by watching whether the lease moves. Pure: what was found and when is told to it, by the watcher's own clock.
/// </summary>
/// <param name="patience">How long a lease may stand still at least, by the watcher's own account; the holder's account counts when it is longer.</param>
public sealed class LeaseWatch(TimeSpan patience)
{
    private (long Token, long Renewals)? _first;
    private TimeSpan _since;

    /// <summary>What to do, now that this was found.</summary>
    /// <param name="found">The lease; null when there is none.</param>
    /// <param name="isKnownDead">Whether it is certain that its holder runs no more.</param>
    /// <param name="now">Time since any fixed moment, by a clock that runs evenly.</param>
    public LeaseStep Observe(Lease? found, bool isKnownDead, TimeSpan now)
    {
        if (found is null || found.Released || isKnownDead) return LeaseStep.Take;
        if (_first is not { } first)
        {
            (_first, _since) = ((found.Token, found.Renewals), now);
            return LeaseStep.Wait;
        }
        if (first != (found.Token, found.Renewals)) return LeaseStep.Refuse;
        var lasts = TimeSpan.FromMilliseconds(found.DurationMilliseconds);
        return now - _since >= (lasts > patience ? lasts : patience) ? LeaseStep.Take : LeaseStep.Wait;
    }
}

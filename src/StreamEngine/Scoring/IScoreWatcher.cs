namespace StreamEngine.Scoring;

/// <summary>Is told of every evaluation of a board's entities, so that what is derived from scores costs something only where they move. On the owner's thread.</summary>
internal interface IScoreWatcher
{
    /// <summary>An entity was evaluated.</summary>
    /// <param name="entity">Its number.</param>
    /// <param name="tier">Its tier's number.</param>
    /// <param name="rated">Whether it is rated.</param>
    /// <param name="score">Its score.</param>
    /// <param name="totals">Its sums, in the order of the scorecard's inputs.</param>
    void Evaluated(int entity, byte tier, bool rated, double score, ReadOnlySpan<long> totals);

    /// <summary>An entity is forgotten, and its number given to another.</summary>
    void Forgotten(int entity);
}

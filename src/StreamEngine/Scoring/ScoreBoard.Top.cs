namespace StreamEngine.Scoring;

/// <summary>The top tier, for whoever follows who is in it.</summary>
internal sealed partial class ScoreBoard
{
    /// <summary>Entities that were evaluated in the top tier or on leaving it, gathered until their reader takes them; null when nobody does.</summary>
    public List<int>? Top { get; init; }

    /// <summary>Whether an entity is in the top tier.</summary>
    public bool IsTop(int entity) => entity < _stateCount && _states[entity].Tier.Tier == _card.TierNames.Count - 1;

    /// <summary>An entity's score.</summary>
    public double Score(int entity) => _states[entity].Score;

    /// <summary>S of an entity's indicator.</summary>
    public double S(int entity, int indicator) => _indicators[entity][indicator];

    /// <summary>The place of an indicator; -1 when the scorecard does not have it.</summary>
    public int IndexOf(string indicator)
    {
        for (var i = 0; i < _card.IndicatorIds.Count; i++) if (_card.IndicatorIds[i] == indicator) return i;
        return -1;
    }
}

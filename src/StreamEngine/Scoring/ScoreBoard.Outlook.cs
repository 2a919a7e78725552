using StreamEngine.Entities;

namespace StreamEngine.Scoring;

internal sealed partial class ScoreBoard
{
    /// <summary>Whose scores and tiers these are.</summary>
    public EntityKind Kind => _card.Kind;

    /// <summary>Adds the entities whose tier is about to change, in no particular order.</summary>
    /// <param name="tick">The owner's last tick.</param>
    /// <param name="tickMs">The tick interval, ms.</param>
    /// <param name="within">How near a score has to be to a line, points.</param>
    /// <param name="to">Takes them.</param>
    public void Outlook(long tick, long tickMs, double within, List<OutlookItem> to)
    {
        for (var entity = 0; entity < _stateCount; entity++)
        {
            ref readonly var state = ref _states[entity];
            if (!_entities.Ids.IsUsed(entity) || state.Frozen || Scoring.Outlook.Of(_card, in state.Tier, state.Score, state.Due, tick, tickMs, within) is not { } near) continue;
            to.Add(new OutlookItem(_card.Kind, IdOf(entity), tick, state.Score, _card.TierNames[state.Tier.Tier], near.Change, _card.TierNames[near.To], near.Line,
                Normalisers.Round6(Math.Abs(state.Score - near.Line)), near.At));
        }
    }
}

using StreamEngine.Entities;
using StreamEngine.Scoring;

namespace StreamEngine.Pipeline;

public sealed partial class EngineRun
{
    /// <summary>
    /// Rated entities whose tier is about to change, as of the last tick of their owners, in <see cref="Outlook.Order"/>. From any thread; holds each lane
    /// up for as long as it takes to look at its entities once.
    /// </summary>
    /// <param name="kind">Product, merchant or creator; null for all three.</param>
    /// <param name="within">How near a score has to be to a line, points.</param>
    public IReadOnlyList<OutlookItem> LookAhead(EntityKind? kind, double within)
    {
        var found = new List<OutlookItem>();
        if (kind is null or EntityKind.Creator)
        {
            lock (_merge.Gate)
            {
                if (_merge.LastTick is { } tick) _merge.State.CreatorBoard.Outlook(tick, _tickMs, within, found);
            }
        }
        for (var p = 0; p < _lanes.Length && kind != EntityKind.Creator; p++)
        {
            lock (_gates[p])
            {
                if (_lanes[p].LastTick is not { } tick) continue;
                foreach (var board in _lanes[p].State.Boards) if (kind is null || board.Kind == kind) board.Outlook(tick, _tickMs, within, found);
            }
        }
        found.Sort(Outlook.Order);
        return found;
    }
}

using System.Text;
using StreamEngine.Commerce.Decisions;
using StreamEngine.Entities;

namespace StreamEngine.Pipeline;

/// <summary>Manual decisions about an entity.</summary>
/// <param name="FrozenBy">The decision that keeps its tier frozen; null when none does.</param>
/// <param name="Newest">The newest ones, newest first.</param>
public sealed record EntityDecisions(ManualDecision? FrozenBy, IReadOnlyList<ManualDecision> Newest);

public sealed partial class EngineRun
{
    /// <summary>
    /// Manual decisions about a product, merchant or creator: of its tier, and of events that it had got something from. From any thread; looks through the
    /// newest 4,096 decisions of each partition, which holds its lane up for a fraction of a millisecond. All decisions are in the table <c>decisions</c>.
    /// </summary>
    /// <param name="kind">Kind of the entity.</param>
    /// <param name="id">Id of the entity.</param>
    /// <param name="limit">Decisions at most.</param>
    public EntityDecisions FindDecisions(EntityKind kind, string id, int limit = 20)
    {
        var name = Encoding.UTF8.GetBytes(id);
        ManualDecision? frozenBy = null;
        var found = new List<ManualDecision>();
        for (var p = 0; p < _lanes.Length; p++)
        {
            lock (_gates[p])
            {
                if (kind != EntityKind.Creator) frozenBy ??= _lanes[p].State.FrozenBy(kind, name);
                found.AddRange(_lanes[p].State.Ledger.Newest.Where(d => d.Concerns(kind, id)).Reverse().Take(limit));
            }
        }
        // A creator's come from several partitions; decisions of one stay in its order.
        return new EntityDecisions(frozenBy, [.. found.OrderByDescending(d => d.Tick).Take(limit)]);
    }
}

using System.Text;
using StreamEngine.Commerce.Matching;

namespace StreamEngine.Pipeline;

/// <summary>Ranked candidates for a product or a creator.</summary>
/// <param name="Tick">The tick that the asker's own figures are as of, ms since the Unix epoch.</param>
/// <param name="NotMatched">Why the asker is no candidate itself, so that nothing is matched; null when it is.</param>
/// <param name="Best">The best, in their order.</param>
public sealed record MatchAnswer(long Tick, string? NotMatched, IReadOnlyList<Match> Best);

public sealed partial class EngineRun
{
    /// <summary>
    /// Products for a creator (选品中心), the best first, as of the last tick of each owner; null when the creator is not known. From any thread; holds the merge
    /// up for microseconds, and each lane for about a millisecond per 100,000 of its products.
    /// </summary>
    /// <param name="creator">The creator's id.</param>
    /// <param name="limit">Products at most.</param>
    /// <param name="openOnly">Only open offers (达人招商): products of merchants that the creator has sold nothing for in the month.</param>
    public MatchAnswer? MatchProducts(string creator, int limit, bool openOnly = false)
    {
        var name = Encoding.UTF8.GetBytes(creator);
        MatchProfile? profile;
        string? notMatched;
        lock (_merge.Gate)
        {
            if (_merge.LastTick is not { } tick) return null;
            profile = _merge.State.ProfileOf(name, tick, out notMatched);
            if (profile is null) return notMatched is null ? null : new MatchAnswer(tick, notMatched, []);
        }
        var ranking = new MatchRanking(limit, spreads: true);
        for (var p = 0; p < _lanes.Length; p++)
        {
            lock (_gates[p]) _lanes[p].State.MatchProducts(profile, openOnly ? name : null, ranking);
        }
        return new MatchAnswer(profile.Tick, null, ranking.Best);
    }

    /// <summary>
    /// Creators for a product (达人广场), the best first, as of the last tick of each owner; null when the product is not known. From any thread; holds the merge
    /// up for about a millisecond per 100,000 creators.
    /// </summary>
    /// <param name="product">The product's id, <c>merchant/product</c>.</param>
    /// <param name="limit">Creators at most.</param>
    public MatchAnswer? MatchCreators(string product, int limit)
    {
        var name = Encoding.UTF8.GetBytes(product);
        MatchProfile? profile = null;
        string? notMatched = null;
        long tick = 0;
        for (var p = 0; p < _lanes.Length && profile is null && notMatched is null; p++)
        {
            lock (_gates[p])
            {
                if (_lanes[p].LastTick is not { } last) continue;
                tick = last;
                profile = _lanes[p].State.ProfileOf(name, last, out notMatched);
            }
        }
        if (profile is null) return notMatched is null ? null : new MatchAnswer(tick, notMatched, []);
        var ranking = new MatchRanking(limit, spreads: false);
        lock (_merge.Gate) _merge.State.MatchCreators(profile, ranking);
        return new MatchAnswer(profile.Tick, null, ranking.Best);
    }
}

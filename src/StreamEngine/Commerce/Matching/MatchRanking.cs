namespace StreamEngine.Commerce.Matching;

/// <summary>
/// Takes matches in any order and keeps the best. Where the answer is a creator's, its first twenty hold at most three products of one merchant: what is
/// pushed out of them comes behind the twentieth, in its order; when there is no twentieth, it is left out.
/// </summary>
/// <remarks>
/// Keeping the best twenty under the rule one by one gives what going down the whole order would: whoever is pushed out, by better ones or by three better
/// ones of its merchant, would be pushed out by any longer list too.
/// </remarks>
internal sealed class MatchRanking(int limit, bool spreads)
{
    /// <summary>The places that are spread over merchants.</summary>
    public const int SpreadPlaces = 20;

    /// <summary>Products of one merchant within them.</summary>
    public const int PerMerchant = 3;

    private readonly int _firstPlaces = spreads ? Math.Min(limit, SpreadPlaces) : limit;
    private readonly List<Match> _first = [], _rest = [];

    /// <summary>Whether a match of this priority and at most this value could still be among the best.</summary>
    public bool Admits(bool priority, double value)
    {
        if (_first.Count < _firstPlaces || _first[^1].IsBefore(priority, value) >= 0) return true;
        var restPlaces = limit - _firstPlaces;
        return restPlaces > 0 && (_rest.Count < restPlaces || _rest[^1].IsBefore(priority, value) >= 0);
    }

    /// <summary>Takes a match.</summary>
    public void Add(Match match)
    {
        var pushed = spreads ? AddSpread(match) : Insert(_first, match, _firstPlaces);
        if (pushed is not null) Insert(_rest, pushed, limit - _firstPlaces);
    }

    /// <summary>The best, in their order.</summary>
    public IReadOnlyList<Match> Best => _first.Count < SpreadPlaces ? _first : [.. _first, .. _rest];

    private Match? AddSpread(Match match)
    {
        int ofMerchant = 0, worst = -1;
        for (var i = 0; i < _first.Count; i++)
        {
            if (_first[i].Merchant != match.Merchant) continue;
            ofMerchant++;
            worst = i;
        }
        if (ofMerchant < PerMerchant) return Insert(_first, match, _firstPlaces);
        if (_first[worst].CompareTo(match) < 0) return match;
        var pushed = _first[worst];
        _first.RemoveAt(worst);
        Insert(_first, match, _firstPlaces);
        return pushed;
    }

    /// <summary>Puts a match in its place; returns what no longer has one, or null.</summary>
    private static Match? Insert(List<Match> list, Match match, int places)
    {
        if (places <= 0) return match;
        int low = 0, high = list.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (list[middle].CompareTo(match) < 0) low = middle + 1;
            else high = middle;
        }
        if (low >= places) return match;
        list.Insert(low, match);
        if (list.Count <= places) return null;
        var last = list[^1];
        list.RemoveAt(list.Count - 1);
        return last;
    }
}

using StreamEngine.Entities;
using StreamEngine.Scoring;
using StreamEngine.Tests.Model;

namespace StreamEngine.Tests.Commerce.Matching;

/// <summary>Matching by brute force: every pair, from the sums that the naive model has left. Scores and tiers are the engine's.</summary>
internal sealed class NaiveMatching
{
    private static readonly string[] ProductTiers = ["L0", "L1", "L2", "L3", "L4", "L5"], Bands = ["lagging", "fair", "good", "excellent"];

    private sealed record Side(string Id, NaiveEntity Entity, long Tick, double Score, int Tier, NaiveStore Store);

    private readonly List<Side> _products = [], _creators = [];

    public NaiveMatching(NaiveModel model, IReadOnlyList<FinalScore> scores)
    {
        var byId = scores.ToDictionary(s => (EntityKinds.Name(s.Kind), s.Id));
        foreach (var store in model.Stores)
        {
            foreach (var entity in store.Entities.Where(e => e.Kind is "product" or "creator"))
            {
                var score = byId[(entity.Kind, entity.Id)];
                var tier = Array.IndexOf(entity.Kind == "product" ? ProductTiers : Bands, score.Tier);
                var side = new Side(entity.Id, entity, store.LastTick!.Value, score.Score, tier, store);
                if (!score.Rated || entity.Latest!.Severe || tier < (entity.Kind == "product" ? 2 : 1)) continue;
                (entity.Kind == "product" ? _products : _creators).Add(side);
            }
        }
    }

    public IEnumerable<string> Creators => _creators.Select(c => c.Id);

    public IEnumerable<string> Products => _products.Select(p => p.Id);

    public List<(string Id, double Match)> ProductsFor(string creatorId, int limit, bool openOnly)
    {
        var creator = _creators.Single(c => c.Id == creatorId);
        var ordered = _products
            .Where(p => !openOnly || !p.Store.Entities.Single(m => m.Kind == "merchant" && m.Id == MerchantOf(p)).IsSoldBy(creatorId, p.Tick))
            .Select(p => (Product: p, Match: Match(p, creator), First: p.Tier == 5 && creator.Tier >= 2))
            .OrderByDescending(m => m.First).ThenByDescending(m => m.Match).ThenBy(m => m.Product.Id, ByteOrder.Instance).ToList();
        return Spread(ordered, m => MerchantOf(m.Product), limit).ConvertAll(m => (m.Product.Id, m.Match));
    }

    public List<(string Id, double Match)> CreatorsFor(string productId, int limit)
    {
        var product = _products.Single(p => p.Id == productId);
        return [.. _creators.Select(c => (c.Id, Match: Match(product, c))).OrderByDescending(m => m.Match).ThenBy(m => m.Id, ByteOrder.Instance).Take(limit)];
    }

    /// <summary>Going down the order: a fourth one of a merchant is put behind the twentieth.</summary>
    public static List<T> Spread<T>(IEnumerable<T> ordered, Func<T, string> merchant, int limit)
    {
        var (first, behind) = (new List<T>(), new List<T>());
        foreach (var item in ordered)
        {
            if (first.Count < 20 && first.Count(f => merchant(f) == merchant(item)) < 3) first.Add(item);
            else behind.Add(item);
        }
        return [.. (first.Count < 20 ? first : first.Concat(behind)).Take(limit)];
    }

    private static string MerchantOf(Side product) => product.Id[..product.Id.IndexOf('/')].Replace("%2F", "/").Replace("%25", "%");

    private static double Match(Side product, Side creator)
    {
        double Of(Side side, string metric) => side.Entity.Month(metric, side.Tick);
        var all = Of(creator, "distributed_gmv");
        var part = product.Entity.Category is { } category ? creator.Entity.SoldOf(category, creator.Tick) : 0;
        var affinity = part > 0 && all > 0 ? Math.Min(1, part / all) : 0;
        var known = Of(product, "units") > 0 && Of(product, "gmv") > 0 && Of(creator, "units") > 0 && Of(creator, "gmv") > 0;
        var ratio = Of(product, "gmv") / Of(product, "units") / (Of(creator, "gmv") / Of(creator, "units"));
        var fit = known ? 1 - Math.Min(1, Math.Abs(ManagedMath.Log2(ratio)) / 2) : 0.5;
        var orders = Of(product, "distributed_orders");
        var commission = orders > 0 ? Math.Min(1, Of(product, "commission_bp") / orders / 3000) : 0;
        return Math.Round((40 * affinity + 20 * fit + 15 * product.Score / 100 + 15 * creator.Score / 100 + 10 * Math.Max(0, commission)) * 1e6, MidpointRounding.ToEven) / 1e6;
    }
}

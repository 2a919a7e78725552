using System.Text;
using StreamEngine.Entities;
using StreamEngine.Scoring;
using StreamEngine.Windows;

namespace StreamEngine.Commerce.Campaigns;

/// <summary>
/// Which of a lane's products could have official subsidy: those of the top tier with S of price_edge and late_shipment_rate high enough and net sales in the day
/// window. Tells the merge what has changed. An indicator that the scorecard does not have is not asked for. Owned by one thread.
/// </summary>
internal sealed class SubsidyWatch(ScoreBoard board, EntityTable products)
{
    private const double LeastPriceEdge = 60, LeastPromptness = 50;

    private readonly int _priceEdge = board.IndexOf("price_edge"), _promptness = board.IndexOf("late_shipment_rate");
    private readonly Dictionary<int, double> _told = [];
    private readonly List<int> _untold = [];

    /// <summary>Looks at the products of the top tier that a tick has evaluated, and at those that have left it.</summary>
    public void EndTick(List<SubsidyCandidate> to)
    {
        foreach (var product in _untold) Look(product, to);
        _untold.Clear();
        foreach (var product in board.Top!) Look(product, to);
        board.Top.Clear();
    }

    /// <summary>A product is forgotten; its number will be another's.</summary>
    public void Forget(int product, List<SubsidyCandidate> to)
    {
        if (_told.Remove(product)) to.Add(new SubsidyCandidate(IdOf(product), false, 0));
    }

    /// <summary>Writes what the merge was told.</summary>
    public void Save(SnapshotWriter to)
    {
        to.Unsigned((ulong)_told.Count);
        foreach (var (product, score) in _told)
        {
            to.Unsigned((ulong)product);
            to.Double(score);
        }
    }

    /// <summary>Reads it back over what earlier segments had.</summary>
    public void Load(SnapshotReader from)
    {
        _told.Clear();
        for (var left = from.Count(); left > 0; left--) _told[from.Index()] = from.Double();
    }

    /// <summary>Once all is loaded, finds what the merge was not told because there were no pools then.</summary>
    public void Loaded()
    {
        for (var product = 0; product < products.Ids.Capacity; product++)
        {
            if (products.Ids.IsUsed(product) && (board.IsTop(product) || _told.ContainsKey(product))) _untold.Add(product);
        }
    }

    private void Look(int product, List<SubsidyCandidate> to)
    {
        var fits = board.IsTop(product) && Reaches(product, _priceEdge, LeastPriceEdge) && Reaches(product, _promptness, LeastPromptness) && NetSales(product) > 0;
        var score = board.Score(product);
        if (!fits)
        {
            Forget(product, to);
            return;
        }
        if (_told.TryGetValue(product, out var told) && told == score) return;
        _told[product] = score;
        to.Add(new SubsidyCandidate(IdOf(product), true, score));
    }

    private bool Reaches(int product, int indicator, double least) => indicator < 0 || board.S(product, indicator) >= least;

    private long NetSales(int product)
    {
        long sum = 0;
        for (var handle = products.Hours.Newest(product); handle >= 0; handle = products.Hours.Older(handle))
            sum = Saturating.Add(sum, Saturating.Add(products.Hours.Value(handle, Metric.Gmv), -products.Hours.Value(handle, Metric.RefundAmount)));
        return sum;
    }

    private string IdOf(int product)
    {
        Span<byte> scratch = stackalloc byte[NamePool.MaximumLength];
        return Encoding.UTF8.GetString(products.OutsideId(product, scratch));
    }
}

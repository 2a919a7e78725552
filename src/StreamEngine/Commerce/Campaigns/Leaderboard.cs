namespace StreamEngine.Commerce.Campaigns;

/// <summary>
/// The entities of a kind that lead by a figure: the highest first, ties by id in UTF-8 order. Owners offer what they have, one after the other; what comes out
/// does not depend on their order.
/// </summary>
/// <param name="figure">What it is made by.</param>
/// <param name="places">How many there are at most.</param>
internal sealed class Leaderboard(CampaignFigure figure, int places)
{
    /// <summary>Places of a leaderboard.</summary>
    public const int MostPlaces = 100;

    private readonly record struct Place(long Value, byte[] Id, CampaignTotal Total);

    private readonly List<Place> _places = [];

    /// <summary>What it is made by.</summary>
    public CampaignFigure Figure => figure;

    /// <summary>Whether an entity with that figure may have a place; quick, and right but for ties.</summary>
    public bool Wants(long value) => _places.Count < places || value >= _places[^1].Value;

    /// <summary>Gives an entity its place, if it has one.</summary>
    public void Offer(long value, ReadOnlySpan<byte> id, CampaignTable table, int number)
    {
        var at = _places.Count;
        while (at > 0 && (_places[at - 1].Value < value || (_places[at - 1].Value == value && id.SequenceCompareTo(_places[at - 1].Id) < 0))) at--;
        if (at == places) return;
        _places.Insert(at, new Place(value, id.ToArray(), table.Total(number)));
        if (_places.Count > places) _places.RemoveAt(places);
    }

    /// <summary>The leaders, the first first.</summary>
    public IReadOnlyList<CampaignTotal> Leaders => [.. _places.Select(p => p.Total)];
}

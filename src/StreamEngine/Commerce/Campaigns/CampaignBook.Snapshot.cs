using StreamEngine.Windows;

namespace StreamEngine.Commerce.Campaigns;

/// <summary>
/// How the book is written to a snapshot and read back. Campaigns go by id, so that others may have been added or taken out since; what that means for those that
/// have begun is <see cref="Contradiction"/>.
/// </summary>
internal sealed partial class CampaignBook
{
    private readonly List<int> _scratch = [];
    private readonly List<(string Id, long Start, long End)> _saved = [];
    private bool _isLoaded;

    /// <summary>Writes what the segment of a turn holds, in slices. Between ticks.</summary>
    public IEnumerable<Slice> Save(SnapshotWriter to, int turn)
    {
        to.Signed(Floor);
        to.Unsigned((ulong)Refused);
        to.Unsigned((ulong)_held.Length);
        foreach (var campaign in _plan.All)
        {
            var held = _held[campaign.Number];
            to.Text(campaign.Id);
            to.Signed(campaign.Start);
            to.Signed(campaign.End);
            to.Flag(held.IsGone);
            foreach (var table in held.Tables)
            {
                to.Flag(table is not null);
                if (table is null) continue;
                foreach (var slice in table.Save(to, turn, _scratch)) yield return slice;
            }
        }
    }

    /// <summary>Reads a segment over what earlier ones have left.</summary>
    public void Load(SnapshotReader from)
    {
        _isLoaded = true;
        _saved.Clear();
        Floor = from.Signed();
        Refused = (long)from.Unsigned();
        for (var left = from.Count(); left > 0; left--)
        {
            var id = from.Text();
            _saved.Add((id, from.Signed(), from.Signed()));
            // What a campaign had that is taken out of the configuration is read and given up.
            var campaign = _plan.Find(id) ?? new Campaign(-1, new CampaignOptions { Id = id });
            var held = campaign.Number < 0 ? new Held { Tables = new CampaignTable?[_kinds] } : _held[campaign.Number];
            held.IsGone = from.Flag();
            for (var kind = 0; kind < _kinds; kind++)
            {
                if (!from.Flag()) held.Tables[kind] = null;
                else (held.Tables[kind] ??= NewTable(campaign, kind)).Load(from);
            }
        }
    }

    /// <summary>Puts everything together once all segments are read.</summary>
    public void Loaded()
    {
        foreach (var table in _held.SelectMany(held => held.Tables)) table?.Loaded();
        _count = _held.Sum(held => held.Tables.Sum(table => (long)(table?.Count ?? 0)));
    }

    /// <summary>
    /// Why the configured campaigns do not go with what was loaded: one that has begun cannot be given other edges, since its totals are made, and none can begin in
    /// the past, since its totals would lack what came before. Null when all is well.
    /// </summary>
    /// <param name="now">Event time of what was loaded, ms.</param>
    public string? Contradiction(long now)
    {
        if (!_isLoaded) return null;
        foreach (var campaign in _plan.All)
        {
            var at = _saved.FindIndex(s => s.Id == campaign.Id);
            if (at < 0)
            {
                if (campaign.Start <= now) return $"campaign {campaign.Id} begins before the saved state's event time {Text(now)}: its totals would lack what came before. Let it begin later";
                continue;
            }
            var (_, start, end) = _saved[at];
            if (start != campaign.Start && Math.Min(start, campaign.Start) <= now)
                return $"campaign {campaign.Id} had its start at {Text(start)} and has it at {Text(campaign.Start)} now, and event time is {Text(now)}: totals of what is past cannot be made anew. Put the start back";
            if (end != campaign.End && Math.Min(end, campaign.End) <= now)
                return $"campaign {campaign.Id} had its end at {Text(end)} and has it at {Text(campaign.End)} now, and event time is {Text(now)}: totals of what is past cannot be made anew. Put the end back, or to a time to come";
        }
        return null;
    }

    private static string Text(long time) =>
        time == long.MaxValue ? "no time" : DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}

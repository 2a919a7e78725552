using System.Collections.Immutable;
using StreamEngine.Entities;
using StreamEngine.Windows;

namespace StreamEngine.Commerce.Campaigns;

/// <summary>
/// All campaigns, and event time cut at their edges into slices: within a slice the same campaigns run. A slice's number is that of the edges up to it, so without
/// campaigns everything lies in slice 0. Immutable, shared by all threads.
/// </summary>
public sealed class CampaignPlan
{
    /// <summary>Campaigns at most: slices are numbered in 16 bits, and every owner has something of each.</summary>
    public const int MaximumCampaigns = 1000;

    private readonly long[] _edges;
    private readonly Campaign[][] _running;
    private readonly MilestoneLine?[] _lines;

    /// <param name="campaigns">The campaigns, with ids of their own and ends after their starts.</param>
    /// <param name="milestones">Lines of the kinds.</param>
    public CampaignPlan(IReadOnlyList<CampaignOptions> campaigns, MilestoneOptions milestones)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(campaigns.Count, MaximumCampaigns);
        All = [.. campaigns.Select((options, number) => new Campaign(number, options))];
        _edges = [.. All.SelectMany(c => new[] { c.Start, c.End }).Where(edge => edge != long.MaxValue).Distinct().Order()];
        _running = [.. Enumerable.Range(0, _edges.Length + 1).Select(slice => All.Where(c => slice > 0 && c.Contains(_edges[slice - 1])).ToArray())];
        _lines = [.. Enum.GetValues<EntityKind>().Select(kind => MilestoneLine.Of(kind, milestones))];
    }

    /// <summary>All campaigns, in the order of the configuration.</summary>
    public ImmutableArray<Campaign> All { get; }

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => All.IsEmpty;

    /// <summary>The slice of an instant.</summary>
    internal ushort SliceOf(long time)
    {
        var found = Array.BinarySearch(_edges, time);
        return (ushort)(found >= 0 ? found + 1 : ~found);
    }

    /// <summary>Writes where the slices begin, for whoever reads numbers of slices that were saved.</summary>
    internal void Save(SnapshotWriter to)
    {
        to.Unsigned((ulong)_edges.Length);
        foreach (var edge in _edges) to.Signed(edge);
    }

    /// <summary>Reads it back as the present numbers of slices, by those that they had.</summary>
    internal ushort[] LoadSlices(SnapshotReader from)
    {
        var slices = new ushort[from.Count() + 1];
        for (var slice = 1; slice < slices.Length; slice++) slices[slice] = SliceOf(from.Signed());
        return slices;
    }

    /// <summary>The first instant of a slice.</summary>
    internal long StartOf(int slice) => slice == 0 ? long.MinValue : _edges[slice - 1];

    /// <summary>The first instant after a slice.</summary>
    internal long EndOf(int slice) => slice == _edges.Length ? long.MaxValue : _edges[slice];

    /// <summary>The campaigns that run in a slice.</summary>
    internal ReadOnlySpan<Campaign> In(int slice) => _running[slice];

    /// <summary>The line of a kind; null when it has none.</summary>
    public MilestoneLine? LineOf(EntityKind kind) => _lines[(int)kind];

    /// <summary>The campaign of an id; null when there is none.</summary>
    public Campaign? Find(string id) => All.FirstOrDefault(c => c.Id == id);
}

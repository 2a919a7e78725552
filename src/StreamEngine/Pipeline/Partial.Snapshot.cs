using StreamEngine.Commerce.Campaigns;
using StreamEngine.Windows;

namespace StreamEngine.Pipeline;

/// <summary>How a partial is written to bytes and read back, complete in itself: those that the merge could not take yet are part of its snapshot.</summary>
internal sealed partial class Partial
{
    public void Save(SnapshotWriter to)
    {
        to.Unsigned((ulong)Partition);
        to.Signed(Tick);
        to.Signed(NextOffset);
        to.Signed(RowFloor);
        foreach (var deltas in _deltas) deltas.Save(to);
        to.Unsigned((ulong)Buyers.Count);
        foreach (var sighting in Buyers) sighting.Save(to);
        LeaderSales.Save(to);
        to.Unsigned((ulong)CategorySales.Count);
        foreach (var sale in CategorySales) sale.Save(to);
        SaveTexts(to, NewMerchants);
        SaveTexts(to, ForgottenMerchants);
        to.Unsigned((ulong)Changes.Count);
        foreach (var change in Changes) OutputSnapshot.Save(to, change);
        to.Unsigned((ulong)Scores.Count);
        foreach (var row in Scores) OutputSnapshot.Save(to, row);
        foreach (var window in Windows) OutputSnapshot.Save(to, Rows.Of(window));
        CommerceRows.Save(to);
        to.Unsigned((ulong)Announcements.Count);
        foreach (var announcement in Announcements) OutputSnapshot.Save(to, announcement);
        to.Unsigned((ulong)SubsidyCandidates.Count);
        foreach (var candidate in SubsidyCandidates) candidate.Save(to);
    }

    /// <summary>Fills an empty partial.</summary>
    public void Load(SnapshotReader from, ReadOnlySpan<ushort> slices)
    {
        Begin(from.Index(), from.Signed(), from.Signed());
        RowFloor = from.Signed();
        foreach (var deltas in _deltas) deltas.Load(from, slices);
        for (var left = from.Count(); left > 0; left--) Buyers.Add(BuyerSighting.Load(from));
        LeaderSales.Load(from);
        for (var left = from.Count(); left > 0; left--) CategorySales.Add(CategorySale.Load(from));
        LoadTexts(from, NewMerchants);
        LoadTexts(from, ForgottenMerchants);
        for (var left = from.Count(); left > 0; left--) Changes.Add(OutputSnapshot.LoadChange(from));
        for (var left = from.Count(); left > 0; left--) Scores.Add(OutputSnapshot.LoadScore(from));
        foreach (var window in Windows) OutputSnapshot.Load(from, Rows.Of(window));
        CommerceRows.Load(from);
        for (var left = from.Count(); left > 0; left--) Announcements.Add(OutputSnapshot.LoadAnnouncement(from));
        for (var left = from.Count(); left > 0; left--) SubsidyCandidates.Add(SubsidyCandidate.Load(from));
    }

    private static readonly WindowKind[] Windows = Enum.GetValues<WindowKind>();

    private static void SaveTexts(SnapshotWriter to, List<string> texts)
    {
        to.Unsigned((ulong)texts.Count);
        foreach (var text in texts) to.Text(text);
    }

    private static void LoadTexts(SnapshotReader from, List<string> texts)
    {
        for (var left = from.Count(); left > 0; left--) texts.Add(from.Text());
    }
}

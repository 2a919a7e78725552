using System.Numerics;
using StreamEngine.Commerce;
using StreamEngine.Entities;
using StreamEngine.Scoring;
using StreamEngine.Windows;

namespace StreamEngine.Pipeline;

/// <summary>How what is on its way out - tier changes, score rows, rows of buckets - is written to bytes and read back.</summary>
internal static class OutputSnapshot
{
    public static void Save(SnapshotWriter to, TierChange change)
    {
        to.Byte((byte)change.Kind);
        to.Text(change.Id);
        to.Unsigned((ulong)change.Epoch);
        to.Signed(change.Tick);
        to.Text(change.From);
        to.Text(change.To);
        to.Double(change.Score);
        SaveOptional(to, change.PreviousScore);
        to.Text(change.Reason);
        to.Unsigned((ulong)change.Indicators.Count);
        foreach (var indicator in change.Indicators)
        {
            to.Text(indicator.Id);
            SaveOptional(to, indicator.Before);
            to.Double(indicator.After);
        }
        to.Flag(change.Benefits is not null);
        if (change.Benefits is not { } benefits) return;
        to.Flag(benefits.Granted);
        to.Double(benefits.TrafficMultiplier);
        to.Flag(benefits.Tag);
        to.Flag(benefits.Subsidy);
        to.Flag(benefits.PriorityMatching);
    }

    public static TierChange LoadChange(SnapshotReader from) => new()
    {
        Kind = (EntityKind)from.Byte(),
        Id = from.Text(),
        Epoch = from.Index(),
        Tick = from.Signed(),
        From = from.Text(),
        To = from.Text(),
        Score = from.Double(),
        PreviousScore = LoadOptional(from),
        Reason = from.Text(),
        Indicators = LoadIndicators(from),
        Benefits = from.Flag() ? new Benefits(from.Flag(), from.Double(), from.Flag(), from.Flag(), from.Flag()) : null,
    };

    public static void Save(SnapshotWriter to, Announcement announcement)
    {
        to.Text(announcement.Topic.Name);
        to.Bytes(announcement.Key);
        to.Text(announcement.Id);
        to.Bytes(announcement.Json);
    }

    public static Announcement LoadAnnouncement(SnapshotReader from)
    {
        var name = from.Text();
        var topic = AnnouncementTopic.All.FirstOrDefault(t => t.Name == name) ?? throw new InvalidDataException($"announcements for {name}, which this program does not have");
        return new Announcement(topic, from.Bytes().ToArray(), from.Text(), from.Bytes().ToArray());
    }

    public static void Save(SnapshotWriter to, ScoreRow row)
    {
        to.Byte((byte)row.Kind);
        to.Text(row.Id);
        to.Signed(row.Minute);
        to.Signed(row.Version);
        to.Double(row.Score);
        to.Text(row.Tier);
        to.Flag(row.Rated);
        to.Unsigned((ulong)row.Indicators.Length);
        foreach (var s in row.Indicators) to.Double(s);
        to.Unsigned(row.Imputed);
    }

    public static ScoreRow LoadScore(SnapshotReader from) => new(
        (EntityKind)from.Byte(), from.Text(), from.Signed(), from.Signed(), from.Double(), from.Text(), from.Flag(), LoadDoubles(from), from.Unsigned());

    public static void Save(SnapshotWriter to, EntityRows rows)
    {
        to.Unsigned((ulong)rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            to.Byte((byte)row.Kind);
            to.Bytes(row.Id);
            to.Signed(row.Bucket);
            to.Signed(row.Version);
            to.Signed(row.Buyers);
            to.Unsigned(row.Mask);
            foreach (var value in row.Values) to.Signed(value);
        }
    }

    public static void Load(SnapshotReader from, EntityRows rows)
    {
        Span<long> values = stackalloc long[64];
        for (var left = from.Count(); left > 0; left--)
        {
            var kind = (EntityKind)from.Byte();
            var id = from.Bytes();
            var (bucket, version, buyers, mask) = (from.Signed(), from.Signed(), from.Signed(), from.Unsigned());
            var own = values[..BitOperations.PopCount(mask)];
            foreach (ref var value in own) value = from.Signed();
            rows.Add(new EntityRow(kind, id, bucket, version, mask, own, buyers));
        }
    }

    private static IndicatorChange[] LoadIndicators(SnapshotReader from)
    {
        var indicators = new IndicatorChange[from.Count()];
        for (var i = 0; i < indicators.Length; i++) indicators[i] = new IndicatorChange(from.Text(), LoadOptional(from), from.Double());
        return indicators;
    }

    private static double[] LoadDoubles(SnapshotReader from)
    {
        var values = new double[from.Count()];
        for (var i = 0; i < values.Length; i++) values[i] = from.Double();
        return values;
    }

    private static void SaveOptional(SnapshotWriter to, double? value)
    {
        to.Flag(value is not null);
        if (value is { } number) to.Double(number);
    }

    private static double? LoadOptional(SnapshotReader from) => from.Flag() ? from.Double() : null;
}

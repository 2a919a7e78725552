using StreamEngine.Commerce;
using StreamEngine.Entities;
using StreamEngine.Scoring;
using StreamEngine.Windows;

namespace StreamEngine.Pipeline.Files;

/// <summary>The JSON form of rows.</summary>
internal static class RowJson
{
    /// <summary>A row of a bucket; days are written as dates when a calendar is given, other buckets in ms.</summary>
    public static void Write(JsonText to, in EntityRow row, ZoneCalendar? days)
    {
        to.Object().Name("kind").Value(EntityKinds.Name(row.Kind)).Name("id").Value(row.Id).Name("bucket");
        if (days is not null) to.Value(ZoneCalendar.Name(days.DayOf(row.Bucket)));
        else to.Value(row.Bucket);
        to.Name("version").Value(row.Version);
        var at = 0;
        for (var metric = 0; metric < Metrics.Count; metric++)
        {
            if ((row.Mask & Metrics.Bit((Metric)metric)) == 0) continue;
            var value = row.Values[at++];
            if (value != 0) to.Name(Metrics.Names[metric]).Value(value);
        }
        if (row.Buyers != 0) to.Name("buyers").Value(row.Buyers);
        to.EndObject();
    }

    /// <summary>A row of a commerce table: its key, its version, the other columns.</summary>
    public static void Write(JsonText to, in CommerceRow row)
    {
        to.Object();
        for (var column = 0; column < row.Table.Columns.Length; column++)
        {
            if (column == row.Table.KeyColumns && row.Table.IsVersioned) to.Name("version").Value(row.Version);
            to.Name(row.Table.Columns[column].Name);
            Write(to, in row, column);
        }
        to.EndObject();
    }

    private static void Write(JsonText to, in CommerceRow row, int column)
    {
        switch (row.Table.Columns[column].Type)
        {
            case CommerceColumnType.Text or CommerceColumnType.Label: to.Value(row.Text(column)); break;
            case CommerceColumnType.Real: to.Value(row.Real(column)); break;
            case CommerceColumnType.Flag: to.Value(row.Flag(column)); break;
            case CommerceColumnType.Day: to.Value(ZoneCalendar.Name((int)row.Integer(column))); break;
            case CommerceColumnType.Hash: to.Value(Convert.ToHexStringLower(row.Text(column))); break;
            default: to.Value(row.Integer(column)); break;
        }
    }

    /// <summary>A row of a score.</summary>
    public static void Write(JsonText to, ScoreRow row)
    {
        to.Object()
            .Name("kind").Value(EntityKinds.Name(row.Kind))
            .Name("id").Value(row.Id)
            .Name("bucket").Value(row.Minute)
            .Name("version").Value(row.Version)
            .Name("score").Value(row.Score)
            .Name("tier").Value(row.Tier)
            .Name("rated").Value(row.Rated)
            .Name("indicators").Array();
        foreach (var s in row.Indicators) to.Value(s);
        to.EndArray().EndObject();
    }
}

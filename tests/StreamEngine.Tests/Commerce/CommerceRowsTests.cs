using System.Buffers;
using System.Text;
using CsCheck;
using StreamEngine.Commerce;
using StreamEngine.Pipeline;
using StreamEngine.Pipeline.Files;
using StreamEngine.Windows;
using Xunit;

namespace StreamEngine.Tests.Commerce;

public sealed class CommerceRowsTests
{
    private static readonly CommerceTable Every = new("every", 4, isVersioned: true,
        new("label", CommerceColumnType.Label), new("number", CommerceColumnType.Integer), new("real", CommerceColumnType.Real), new("text", CommerceColumnType.Text),
        new("flag", CommerceColumnType.Flag), new("time", CommerceColumnType.Time), new("day", CommerceColumnType.Day), new("hash", CommerceColumnType.Hash));

    private static readonly Gen<string> Texts = OneOf("", "a", "ab", "b", "店", "\0", "a\0", "a\0b", "a\u0001");

    [Fact]
    public void A_row_has_what_it_was_given()
    {
        var rows = new CommerceRows();
        Add(rows, 7, ("a", -3, 1.5, "店"));

        var row = rows[0];
        Assert.Equal((7L, "a", -3L, 1.5, "店"), (row.Version, Encoding.UTF8.GetString(row.Text(0)), row.Integer(1), row.Real(2), Encoding.UTF8.GetString(row.Text(3))));
        Assert.Equal((true, 1_781_784_000_123, 20_622L, (UInt128)255), (row.Flag(4), row.Integer(5), row.Integer(6), row.Hash(7)));
        Assert.Equal(
            """{"label":"a","number":-3,"real":1.5,"text":"店","version":7,"flag":true,"time":1781784000123,"day":"2026-06-18","hash":"000000000000000000000000000000ff"}""",
            TextOf(rows, 0));
    }

    [Fact]
    public void Bytes_of_keys_sort_as_the_keys_do_column_by_column()
    {
        var keys = Gen.Select(Texts, Gen.Long[-2, 2], OneOf(-1.5, -0.25, 0, 0.25, 3), Texts);
        Gen.Select(keys, keys).Sample((a, b) =>
        {
            var rows = new CommerceRows();
            Add(rows, 1, a);
            Add(rows, 1, b);
            var expected = new[] { Compare(a.Item1, b.Item1), a.Item2.CompareTo(b.Item2), a.Item3.CompareTo(b.Item3), Compare(a.Item4, b.Item4) }.FirstOrDefault(c => c != 0);
            return Math.Sign(KeyOf(rows, 0).AsSpan().SequenceCompareTo(KeyOf(rows, 1))) == Math.Sign(expected);
        });
    }

    [Fact]
    public void Rows_that_are_copied_or_saved_and_loaded_stay_what_they_are()
    {
        var rows = new CommerceRows();
        for (var i = 0; i < 10; i++)
        {
            rows.Begin(CommerceTables.CampaignTotals, i).Text("618").Text("product").Text("m/p" + i).Integer(i).Integer(-i).Integer(1).Integer(2).Integer(3).Integer(0);
            rows.Begin(CommerceTables.SubsidyChanges, i).Text("618").Time(i).Text("m/p").Integer(0).Text("id").Flag(i % 2 == 0).Integer(i).Real(0.5 * i);
        }
        using var bytes = new SnapshotWriter();
        rows.Save(bytes);
        var (copied, loaded) = (new CommerceRows(), new CommerceRows());
        copied.AddRange(rows);
        loaded.Load(new SnapshotReader(bytes.Content.SelectMany(c => c.ToArray()).ToArray()));

        Assert.Equal((20, 20), (copied.Count, loaded.Count));
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(TextOf(rows, i), TextOf(copied, i));
            Assert.Equal(TextOf(rows, i), TextOf(loaded, i));
        }
        Assert.Equal(0, rows[1].Version);
    }

    [Fact]
    public void A_column_of_another_type_one_too_many_and_one_too_few_are_refused()
    {
        var rows = new CommerceRows();
        Assert.Throws<InvalidOperationException>(() => rows.Integer(1));
        rows.Begin(Every);
        Assert.Contains("every.label is Label", Assert.Throws<InvalidOperationException>(() => rows.Integer(1)).Message, StringComparison.Ordinal);
        rows.Text("a");
        Assert.Contains("every lacks columns", Assert.Throws<InvalidOperationException>(() => rows.Begin(Every)).Message, StringComparison.Ordinal);
        rows = new CommerceRows();
        Add(rows, 1, ("a", 1, 1, "b"));
        Assert.Contains("every has no more columns", Assert.Throws<InvalidOperationException>(() => rows.Text("c")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_that_has_been_cleared_is_filled_again_without_allocating()
    {
        var rows = new CommerceRows();
        Fill();
        rows.Clear();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Fill();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Fill()
        {
            for (var i = 0; i < 100; i++) Add(rows, i, ("label", i, i, "text"));
        }
    }

    [Fact]
    public async Task Files_have_the_last_row_of_every_key_in_the_order_of_keys_and_only_where_there_are_rows()
    {
        var folder = Directory.CreateTempSubdirectory();
        await using (var files = new RowFiles(folder.FullName, "UTC"))
        {
            foreach (var (tick, id, gmv) in new[] { (1000, "b", 1), (2000, "a", 2), (3000, "b", 3) })
            {
                var output = new TickOutput { Tick = tick };
                output.CommerceRows.Begin(CommerceTables.CampaignTotals, tick).Text("c").Text("brand").Text(id).Integer(gmv).Integer(0).Integer(0).Integer(0).Integer(0).Integer(0);
                await files.WriteAsync(output, TestContext.Current.CancellationToken);
            }
            await files.FlushAsync(TestContext.Current.CancellationToken);
        }
        Assert.Equal(
            [Line("a", 2000, 2), Line("b", 3000, 3)],
            await File.ReadAllLinesAsync(Path.Combine(folder.FullName, "campaign_totals.jsonl"), TestContext.Current.CancellationToken));
        Assert.False(File.Exists(Path.Combine(folder.FullName, "milestones.jsonl")));
        folder.Delete(recursive: true);

        static string Line(string id, long version, long gmv) =>
            $$"""{"campaign":"c","kind":"brand","id":"{{id}}","version":{{version}},"gmv":{{gmv}},"net_gmv":0,"units":0,"orders":0,"refunds":0,"buyers":0}""";
    }

    private static void Add(CommerceRows rows, long version, (string Label, long Number, double Real, string Text) key) =>
        rows.Begin(Every, version).Text(key.Label).Integer(key.Number).Real(key.Real).Text(key.Text).Flag(true).Time(1_781_784_000_123).Day(20_622).Hash(255);

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static string TextOf(CommerceRows rows, int index)
    {
        var text = new JsonText();
        RowJson.Write(text, rows[index]);
        return Encoding.UTF8.GetString(text.Written);
    }

    private static byte[] KeyOf(CommerceRows rows, int index)
    {
        var key = new ArrayBufferWriter<byte>();
        rows[index].WriteKey(key);
        return key.WrittenSpan.ToArray();
    }

    private static int Compare(string a, string b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));
}

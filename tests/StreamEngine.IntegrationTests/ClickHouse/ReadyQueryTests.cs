using System.Text;
using System.Text.RegularExpressions;
using StreamEngine.ClickHouse.Schema;
using Xunit;

namespace StreamEngine.IntegrationTests.ClickHouse;

/// <summary>
/// Every query of docs/queries answers with the output that is kept beside it, and the page shows both. Where the simulator or a scorecard has changed on
/// purpose, STREAMENGINE_KEEP_OUTPUTS=1 writes outputs and page anew, to be read before they are committed.
/// </summary>
[Collection(AnalystDatabase.Collection)]
public sealed partial class ReadyQueryTests(AnalystDatabase database)
{
    // Aligned columns, nothing that depends on a terminal.
    private const string Format =
        "FORMAT PrettySpaceMonoBlock SETTINGS output_format_pretty_color = 0, output_format_pretty_row_numbers = 0, output_format_pretty_display_footer_column_names = 0, output_format_pretty_single_large_number_tip_threshold = 0";

    private static readonly bool Keeps = Environment.GetEnvironmentVariable("STREAMENGINE_KEEP_OUTPUTS") == "1";

    public static TheoryData<string> Names => [.. ReadyQuery.All().Select(q => q.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_ready_query_answers_as_its_kept_output_shows(string name)
    {
        EmbeddedClickHouse.Require();
        var query = ReadyQuery.Read(Path.Combine(ReadyQuery.Folder, name + ".sql"));
        Assert.Equal(Named(query.Sql).Order(), query.Values.Select(v => v.Key).Order());

        var vertical = query.Sql.EndsWith("FORMAT Vertical", StringComparison.Ordinal);
        var answer = await database.AskAsync(vertical ? query.Sql : $"{query.Sql}\n{Format}", query.Values);
        var output = string.Concat(answer.TrimEnd('\n').Split('\n').Select(line => line.TrimEnd() + "\n")).TrimStart('\n');

        Assert.True(output.Split('\n').Length > 3, $"nothing to see: {output}");
        if (Keeps) await File.WriteAllTextAsync(query.OutputFile, output, TestContext.Current.CancellationToken);
        Assert.Equal(await File.ReadAllTextAsync(query.OutputFile, TestContext.Current.CancellationToken), output);
    }

    [Fact]
    public async Task The_page_shows_every_query_and_view_with_what_they_answer()
    {
        var stop = TestContext.Current.CancellationToken;
        var page = new StringBuilder("# Ready queries\n\nEach runs as it stands against the database of the engine, and each output is real: a test fills a database with a simulated month and 618 evening and compares\n(rows of lag are the test's own: a simulation is never behind). Times are UTC, money is in fen (分). The Chinese terms and the limits are in [../analysts.md](../analysts.md).\n");
        foreach (var query in ReadyQuery.All()) page.Append('\n').Append(query.Section(await File.ReadAllTextAsync(query.OutputFile, stop)));
        page.Append("\n# Views\n\nBeside these every table has a view, `v_<table>`, of its newest rows; `streamengine schema print` shows all.\n");
        foreach (var view in AnalystViews.All)
        {
            page.Append($"\n## {view.Name}{(view.Parameters.IsEmpty ? "" : $"({string.Join(", ", view.Parameters.Select(p => p.Name + " = ..."))})")}\n{view.Comment}.\n\n| | type | meaning |\n|---|---|---|\n");
            foreach (var parameter in view.Parameters) page.Append($"| parameter {parameter.Name} | {parameter.Type} | {parameter.Comment} |\n");
            foreach (var column in view.Columns) page.Append($"| {column.Name} | {column.Type} | {column.Comment} |\n");
        }

        var file = Path.Combine(ReadyQuery.Folder, "README.md");
        if (Keeps) await File.WriteAllTextAsync(file, page.ToString(), stop);
        Assert.Equal(page.ToString(), await File.ReadAllTextAsync(file, stop));
    }

    [Fact]
    public void Every_view_is_asked_by_a_ready_query()
    {
        var asked = ReadyQuery.All().SelectMany(q => View().Matches(q.Sql).Select(m => m.Value)).ToHashSet();
        Assert.Empty(AnalystViews.All.Select(v => v.Name).Except(asked));
    }

    [Fact]
    public async Task Every_view_has_the_columns_that_are_documented()
    {
        EmbeddedClickHouse.Require();
        foreach (var view in AnalystViews.All)
        {
            var values = view.Parameters.Select(p => $"{p.Name} = {p switch { { Name: "zone" } => "'UTC'", { Type: "Date" } => "'2026-06-18'", { Type: "String" } => "'creator'", _ => "'2026-06-18 12:00:00'" }}");
            var described = await database.AskAsync($"DESCRIBE (SELECT * FROM {view.Name}{(view.Parameters.IsEmpty ? "" : $"({string.Join(", ", values)})")}) FORMAT TSVRaw SETTINGS describe_compact_output = 1, print_pretty_type_names = 0");
            Assert.Equal([view.Name, .. view.Columns.Select(c => $"{c.Name}\t{c.Type}")], [view.Name, .. described.Split('\n', StringSplitOptions.RemoveEmptyEntries)]);
        }
    }

    [Theory]
    [InlineData("creator", true)]
    [InlineData("creator' OR '1' = '1", false)]
    [InlineData("creator', first = '2020-01-01') --", false)]
    public async Task Security_what_is_given_to_a_view_is_a_value_and_never_a_part_of_the_query(string kind, bool finds)
    {
        EmbeddedClickHouse.Require();
        var query = ReadyQuery.Read(Path.Combine(ReadyQuery.Folder, "leaderboard.sql"));

        var answer = await database.AskAsync(query.Sql, query.Values.Where(v => v.Key != "kind").Append(new("kind", kind)));

        Assert.Equal(finds, answer.Length > 0);
    }

    private static IEnumerable<string> Named(string sql) => Parameter().Matches(sql).Select(m => m.Groups[1].Value).Distinct();

    [GeneratedRegex(@"\{([a-z_]+):")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\bv_[a-z_]+")]
    private static partial Regex View();
}

using System.Text;
using System.Text.RegularExpressions;

namespace StreamEngine.IntegrationTests.ClickHouse;

/// <summary>A query of docs/queries: its statement, and what the comment at its head says.</summary>
internal sealed partial record ReadyQuery(string Name, string Question, string For, string Parameters, string Example, string Sql)
{
    private const string None = "no parameters";

    /// <summary>The folder of the queries and of their outputs.</summary>
    public static string Folder { get; } = Path.Combine(Root(), "docs", "queries");

    /// <summary>All of them, by name.</summary>
    public static IEnumerable<ReadyQuery> All() => Directory.GetFiles(Folder, "*.sql").Order(StringComparer.Ordinal).Select(Read);

    /// <summary>The file that keeps its real output.</summary>
    public string OutputFile => Path.Combine(Folder, Name + ".txt");

    /// <summary>The values of its example.</summary>
    public IEnumerable<KeyValuePair<string, string>> Values =>
        Value().Matches(Example).Select(m => KeyValuePair.Create(m.Groups["name"].Value, m.Groups["quoted"].Success ? m.Groups["quoted"].Value : m.Groups["plain"].Value));

    /// <summary>Its section of the page.</summary>
    public string Section(string output) =>
        $"## [{Name}.sql]({Name}.sql)\n{Question}\n\nFor: {For}. Parameters: {Parameters}.\n\n```\n{Command}\n\n{output}```\n";

    public static ReadyQuery Read(string file)
    {
        var lines = File.ReadAllLines(file);
        string Head(int line, string label) => lines[line].StartsWith("-- " + label, StringComparison.Ordinal)
            ? lines[line][(3 + label.Length)..].TrimEnd('.')
            : throw new InvalidDataException($"{file}, line {line + 1}: expected '-- {label}...'");
        return new ReadyQuery(
            Path.GetFileNameWithoutExtension(file), Head(0, ""), Head(1, "For: "), Head(2, "Parameters: "), Head(3, "Example: "),
            string.Join('\n', lines.Skip(4)));
    }

    private string Command => new StringBuilder("clickhouse-client --database stream_engine").Append(Example == None ? "" : " " + Example).Append($" < {Name}.sql").ToString();

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "StreamEngine.sln"))) folder = folder.Parent ?? throw new DirectoryNotFoundException("not within the source tree");
        return folder.FullName;
    }

    [GeneratedRegex("--param_(?<name>[a-z_]+)=(?:'(?<quoted>[^']*)'|(?<plain>[^ ']+))")]
    private static partial Regex Value();
}

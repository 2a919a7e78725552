namespace StreamEngine.Host.Demo;

/// <summary>Commands to paste into another terminal while the demo runs.</summary>
internal static class TryNext
{
    private const string Name = "streamengine";

    private const string TopCreators =
        "SELECT id, sum(gmv) / 100 AS yuan, sum(paid_orders) AS orders FROM v_entity_minutes WHERE kind = 'creator'"
        + " AND bucket > (SELECT max(bucket) FROM v_entity_minutes) - INTERVAL 10 MINUTE GROUP BY id ORDER BY yuan DESC LIMIT 10 FORMAT PrettyCompact";

    /// <summary>Asks ClickHouse for the creators with the most sales in the last ten minutes of event time.</summary>
    public static string Curl(Uri clickHouse, string database) =>
        $"curl -s '{new Uri(clickHouse, $"?database={Uri.EscapeDataString(database)}")}' -d \"{TopCreators}\"";

    /// <summary>Explains an entity's score; two lines when the program's path is long.</summary>
    public static IReadOnlyList<string> Explain(string program, string kind, string id, Uri api)
    {
        var arguments = $"explain {kind} {ProgramCommand.Quote(id)} --api {api.GetLeftPart(UriPartial.Authority)}";
        return program.Length <= Name.Length ? [$"{program} {arguments}"] : [$"alias {Name}={ProgramCommand.Quote(program)}", $"{Name} {arguments}"];
    }

    /// <summary>
    /// Breaks a command into lines of at most <paramref name="width"/>, but only at spaces within double quotes: the shell hands such a line break on, and SQL
    /// does not mind it. (A backslash would not survive a terminal that copies trailing spaces.)
    /// </summary>
    public static IReadOnlyList<string> Wrap(string command, int width)
    {
        var lines = new List<string> { "" };
        var quoted = false;
        foreach (var word in command.Split(' '))
        {
            var line = lines[^1];
            if (quoted && line.Length + 1 + word.Length > width) lines.Add(word);
            else lines[^1] = line.Length == 0 ? word : line + " " + word;
            if (word.Count(c => c == '"') % 2 == 1) quoted = !quoted;
        }
        return lines;
    }
}

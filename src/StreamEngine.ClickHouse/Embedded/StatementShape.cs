using System.Text;

namespace StreamEngine.ClickHouse.Embedded;

/// <summary>What the HTTP interface must know of a statement before the engine gets it: is it an INSERT with data behind it, what format comes back.</summary>
/// <param name="IsInsertWithData">An INSERT whose rows follow the statement.</param>
/// <param name="ClauseStart">Of such an INSERT: where SETTINGS, FORMAT or VALUES begins, that is, where the table and its columns end.</param>
/// <param name="FormatStart">Of such an INSERT: where FORMAT or VALUES begins.</param>
/// <param name="DataStart">Of such an INSERT: the first byte of the rows.</param>
/// <param name="Format">The format that the statement names, of its rows or of its result; null when it names none.</param>
/// <param name="Refusal">Why a server would refuse it (an error text), else null.</param>
internal readonly record struct StatementShape(bool IsInsertWithData, int ClauseStart, int FormatStart, int DataStart, string? Format, string? Refusal)
{
    /// <summary>Reads a statement, which may be followed by an INSERT's rows.</summary>
    public static StatementShape Of(ReadOnlySpan<byte> sql)
    {
        var scanner = new SqlScanner(sql);
        if (!scanner.Next(out var first)) return default(StatementShape) with { Refusal = ServerError.Text(62, "Empty query", "SYNTAX_ERROR") };
        return SqlScanner.Is(sql, first, "INSERT"u8) && TryInsert(sql, scanner, out var insert) ? insert : Other(sql);
    }

    // INSERT [INTO] [TABLE] name [(columns)] [SETTINGS ...] FORMAT name | VALUES, then the rows. Anything else is left to the engine.
    private static bool TryInsert(ReadOnlySpan<byte> sql, SqlScanner scanner, out StatementShape shape)
    {
        shape = default;
        var depth = 0;
        var settings = -1;
        var named = false;
        while (scanner.Next(out var token))
        {
            if (token.Kind == SqlTokenKind.Punctuation)
            {
                var c = sql[token.Start];
                if (c is (byte)'(' or (byte)'{' or (byte)'[') depth++;
                else if (c is (byte)')' or (byte)'}' or (byte)']') depth--;
                else if (c == ';' && depth == 0) return false;
                else if (c == '.' && depth == 0) named = false;
                if (c == '}' && depth == 0) named = true;
                continue;
            }
            if (depth > 0) continue;
            if (!named)
            {
                named = !(SqlScanner.Is(sql, token, "INTO"u8) || SqlScanner.Is(sql, token, "TABLE"u8) || SqlScanner.Is(sql, token, "FUNCTION"u8));
                continue;
            }
            if (SqlScanner.Is(sql, token, "SETTINGS"u8)) settings = token.Start;
            else if (SqlScanner.Is(sql, token, "VALUES"u8))
            {
                shape = new StatementShape(true, settings < 0 ? token.Start : settings, token.Start, token.End, "Values", null);
                return true;
            }
            else if (SqlScanner.Is(sql, token, "FORMAT"u8) && scanner.Next(out var format) && format.Kind == SqlTokenKind.Word)
            {
                shape = new StatementShape(
                    true, settings < 0 ? token.Start : settings, token.Start, DataAfter(sql, format.End), Name(sql, format), null);
                return true;
            }
            else if (SqlScanner.Is(sql, token, "SELECT"u8) || SqlScanner.Is(sql, token, "WITH"u8) || SqlScanner.Is(sql, token, "FROM"u8)) return false;
        }
        return false;
    }

    // As the server reads it: blanks, then at most one line break, belong to the statement; the next byte is data.
    private static int DataAfter(ReadOnlySpan<byte> sql, int at)
    {
        while (at < sql.Length && sql[at] is (byte)' ' or (byte)'\t' or (byte)'\f') at++;
        if (at < sql.Length && sql[at] == '\r') at++;
        if (at < sql.Length && sql[at] == '\n') at++;
        return at;
    }

    private static StatementShape Other(ReadOnlySpan<byte> sql)
    {
        var scanner = new SqlScanner(sql);
        string? format = null;
        SqlToken previous = default;
        while (scanner.Next(out var token))
        {
            if (token.Kind == SqlTokenKind.Punctuation && sql[token.Start] == ';')
            {
                if (scanner.Next(out var next)) return Refuse(62, $"Syntax error (Multi-statements are not allowed): failed at position {token.Start + 1}, before position {next.Start + 1}", "SYNTAX_ERROR");
                break;
            }
            if (SqlScanner.Is(sql, previous, "FORMAT"u8) && token.Kind == SqlTokenKind.Word) format = Name(sql, token);
            // Both are for clients that have files; here they would reach every file of this process.
            if (SqlScanner.Is(sql, previous, "FROM"u8) && SqlScanner.Is(sql, token, "INFILE"u8)) return Refuse(78, "Query has infile and was sent directly to the server", "UNKNOWN_TYPE_OF_QUERY");
            if (SqlScanner.Is(sql, previous, "INTO"u8) && SqlScanner.Is(sql, token, "OUTFILE"u8)) return Refuse(48, "INTO OUTFILE is not allowed", "NOT_IMPLEMENTED");
            previous = token;
        }
        return default(StatementShape) with { Format = format };
    }

    private static StatementShape Refuse(int code, string message, string name) => default(StatementShape) with { Refusal = ServerError.Text(code, message, name) };

    private static string Name(ReadOnlySpan<byte> sql, SqlToken token) => Encoding.UTF8.GetString(sql[token.Start..token.End]);
}

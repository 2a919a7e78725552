using System.Text;

namespace StreamEngine.ClickHouse.Embedded;

/// <summary>What a piece of a statement is, as far as finding its end and its clauses needs it.</summary>
internal enum SqlTokenKind : byte
{
    /// <summary>A keyword or an unquoted name.</summary>
    Word,
    /// <summary>A quoted name.</summary>
    QuotedName,
    /// <summary>A text, a heredoc or a number.</summary>
    Literal,
    /// <summary>One character of punctuation.</summary>
    Punctuation,
}

/// <summary>A token of a statement: where it lies.</summary>
internal readonly record struct SqlToken(SqlTokenKind Kind, int Start, int End);

/// <summary>Splits ClickHouse SQL into tokens; comments and white space are skipped. Never looks into texts, so data cannot pass for a clause.</summary>
internal ref struct SqlScanner(ReadOnlySpan<byte> sql, int start = 0)
{
    private readonly ReadOnlySpan<byte> _sql = sql;
    private int _at = start;

    /// <summary>The next token; false at the end.</summary>
    public bool Next(out SqlToken token)
    {
        SkipBlank();
        token = default;
        if (_at >= _sql.Length) return false;
        var from = _at;
        var c = _sql[_at];
        var kind = SqlTokenKind.Punctuation;
        if (IsWordStart(c))
        {
            while (_at < _sql.Length && IsWord(_sql[_at])) _at++;
            kind = SqlTokenKind.Word;
        }
        else if (c is >= (byte)'0' and <= (byte)'9')
        {
            while (_at < _sql.Length && (IsWord(_sql[_at]) || _sql[_at] == '.')) _at++;
            kind = SqlTokenKind.Literal;
        }
        else if (c is (byte)'\'' or (byte)'"' or (byte)'`')
        {
            SkipQuoted(c);
            kind = c == '\'' ? SqlTokenKind.Literal : SqlTokenKind.QuotedName;
        }
        else if (c == '$' && TrySkipHeredoc()) kind = SqlTokenKind.Literal;
        else _at++;
        token = new SqlToken(kind, from, _at);
        return true;
    }

    /// <summary>Whether a token is an unquoted word, whatever its case.</summary>
    public static bool Is(ReadOnlySpan<byte> sql, SqlToken token, ReadOnlySpan<byte> upperWord) =>
        token.Kind == SqlTokenKind.Word && Ascii.EqualsIgnoreCase(sql[token.Start..token.End], upperWord);

    private static bool IsWordStart(byte c) => c is >= (byte)'a' and <= (byte)'z' or >= (byte)'A' and <= (byte)'Z' or (byte)'_' or >= 0x80;

    private static bool IsWord(byte c) => IsWordStart(c) || c is >= (byte)'0' and <= (byte)'9' or (byte)'$';

    private void SkipBlank()
    {
        while (_at < _sql.Length)
        {
            var rest = _sql[_at..];
            if (rest[0] is <= 32) _at++;
            else if (rest.StartsWith("--"u8) || rest.StartsWith("#!"u8) || rest.StartsWith("# "u8)) SkipTo("\n"u8);
            else if (rest.StartsWith("/*"u8)) SkipTo("*/"u8);
            else return;
        }
    }

    private void SkipTo(ReadOnlySpan<byte> end)
    {
        var found = _sql[_at..].IndexOf(end);
        _at = found < 0 ? _sql.Length : _at + found + end.Length;
    }

    private void SkipQuoted(byte quote)
    {
        for (_at++; _at < _sql.Length; _at++)
        {
            if (_sql[_at] == '\\') _at++;
            else if (_sql[_at] == quote)
            {
                _at++;
                // A doubled quote stands for itself.
                if (_at >= _sql.Length || _sql[_at] != quote) return;
            }
        }
        _at = _sql.Length;
    }

    private bool TrySkipHeredoc()
    {
        var rest = _sql[_at..];
        var end = rest[1..].IndexOf((byte)'$');
        if (end < 0) return false;
        var mark = rest[..(end + 2)];
        foreach (var c in mark[1..^1])
        {
            if (!IsWord(c) || c == '$') return false;
        }
        var close = rest[mark.Length..].IndexOf(mark);
        if (close < 0) return false;
        _at += mark.Length + close + mark.Length;
        return true;
    }
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace StreamEngine.ClickHouse.Embedded;

/// <summary>An error as the server words it: <c>Code: 60. DB::Exception: … (UNKNOWN_TABLE) (version …)</c>.</summary>
internal static partial class ServerError
{
    /// <summary>An error text of our own, in the server's form, without the version.</summary>
    public static string Text(int code, string message, string name) => $"Code: {code}. DB::Exception: {message}. ({name})";

    /// <summary>The library's text brought into the server's form: one code at the front, name and version once at the end.</summary>
    public static string Normalise(string text, string version)
    {
        var suffix = $" (version {version})";
        var rest = text.Trim();
        var prefix = Prefix().Match(rest);
        if (!prefix.Success) return rest;
        // Nested calls repeat "Code: N. DB::Exception:" in front and "(NAME) (version ...)." behind.
        for (var next = Prefix().Match(rest, 0); next.Success && rest[next.Length..].StartsWith("Code: ", StringComparison.Ordinal); next = Prefix().Match(rest))
        {
            rest = rest[next.Length..];
            var end = rest.LastIndexOf(suffix, StringComparison.Ordinal);
            if (end >= 0) rest = rest[..end];
        }
        return rest + suffix;
    }

    /// <summary>The code of an error text; 1002 (UNKNOWN_EXCEPTION) when it names none.</summary>
    public static int Code(string text)
    {
        var match = Prefix().Match(text);
        return match.Success ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 1002;
    }

    /// <summary>The HTTP status that the server answers with for a code.</summary>
    public static int Status(int code) => code switch
    {
        194 => 401,
        192 or 193 or 516 or 512 or 497 => 403,
        6 or 25 or 26 or 27 or 36 or 38 or 41 or 72 or 427 or 675 or 676 or 376 or 8 or 15 or 44 or 53 or 62 or 64 or 117 or 167 or 168 or 321 => 400,
        60 or 46 or 47 or 50 or 56 or 81 or 115 or 63 or 73 or 336 or 78 or 511 => 404,
        48 => 501,
        76 or 209 or 439 => 503,
        159 => 408,
        _ => 500,
    };

    [GeneratedRegex(@"^Code: (\d+)\. DB::Exception: ")]
    private static partial Regex Prefix();
}

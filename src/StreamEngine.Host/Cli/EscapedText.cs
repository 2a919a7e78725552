using System.Globalization;
using System.Text;

namespace StreamEngine.Host.Cli;

/// <summary>Somebody else's text for a terminal: whole, with everything escaped that moves the cursor, changes colours, turns the direction of writing or cannot be seen.</summary>
internal static class EscapedText
{
    /// <summary>The text; a backslash is doubled, so that what was escaped can be told.</summary>
    public static string Of(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == '\\') escaped.Append(@"\\");
            else if (rune.Value == '\n') escaped.Append(@"\n");
            else if (rune.Value == '\t') escaped.Append(@"\t");
            else if (rune.Value == '\r') escaped.Append(@"\r");
            else if (IsSeen(rune)) escaped.Append(rune);
            else escaped.Append(CultureInfo.InvariantCulture, $@"\u{{{rune.Value:x}}}");
        }
        return escaped.ToString();
    }

    private static bool IsSeen(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}

using System.Text;

namespace StreamEngine.Pipeline;

/// <summary>Text from events in messages for people: control characters would move a terminal's cursor or break a log line.</summary>
public static class Printable
{
    private const int MaximumLength = 200;

    /// <summary>The text with control characters escaped, cut when it is very long.</summary>
    public static string Of(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var c in text.Length > MaximumLength ? text.AsSpan(0, MaximumLength) : text)
        {
            if (char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E')) result.Append($"\\u{(int)c:x4}");
            else result.Append(c);
        }
        return text.Length > MaximumLength ? result.Append('…').ToString() : result.ToString();
    }
}

using System.Globalization;
using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;
using StreamEngine.Pipeline;

namespace StreamEngine.Host.Demo.View;

/// <summary>Text measured in the cells of a terminal: a Chinese character takes two. What comes from events is escaped and made printable here.</summary>
internal static class Cells
{
    /// <summary>The width of a text.</summary>
    public static int Width(string text) => new Segment(text).CellCount();

    /// <summary>Exactly <paramref name="width"/> cells of a text, cut with an ellipsis or filled with spaces, as markup.</summary>
    public static string Fit(string text, int width, bool right = false)
    {
        var cut = Cut(Printable.Of(text), width);
        var fill = new string(' ', Math.Max(0, width - Width(cut)));
        return Markup.Escape(right ? fill + cut : cut + fill);
    }

    /// <summary>At most <paramref name="width"/> cells of a text.</summary>
    public static string Cut(string text, int width)
    {
        if (width <= 0) return "";
        if (Width(text) <= width) return text;
        var result = new StringBuilder();
        var used = 1; // the ellipsis
        foreach (var element in Elements(text))
        {
            used += Width(element);
            if (used > width) break;
            result.Append(element);
        }
        return result.Append('…').ToString();
    }

    /// <summary>A text in lines of at most <paramref name="width"/> cells, broken at spaces; the last of <paramref name="most"/> lines is cut.</summary>
    public static IReadOnlyList<string> Wrap(string text, int width, int most)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split(' '))
        {
            var longer = line.Length == 0 ? word : line + " " + word;
            if (line.Length == 0 || Width(longer) <= width || lines.Count == most - 1)
            {
                line = longer;
                continue;
            }
            lines.Add(line);
            line = word;
        }
        lines.Add(Cut(line, width));
        return lines;
    }

    /// <summary>A number in at most four cells, up to a billion: 8420, 12k, 1.3M.</summary>
    public static string Short(long number) => number switch
    {
        < 10_000 => number.ToString(CultureInfo.InvariantCulture),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{number / 1000}k"),
        < 10_000_000 => string.Create(CultureInfo.InvariantCulture, $"{number / 100_000 / 10.0:0.#}M"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{number / 1_000_000}M"),
    };

    private static IEnumerable<string> Elements(string text)
    {
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext()) yield return elements.GetTextElement();
    }
}

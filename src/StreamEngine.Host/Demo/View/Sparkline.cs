namespace StreamEngine.Host.Demo.View;

/// <summary>A row of small bars, one a sample.</summary>
internal static class Sparkline
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>The newest <paramref name="width"/> samples, the highest as a full bar; 0 is a space.</summary>
    public static string Of(IReadOnlyList<double> samples, int width)
    {
        var shown = samples.Skip(Math.Max(0, samples.Count - width)).ToList();
        var top = shown.Count == 0 ? 0 : shown.Max();
        return string.Concat(shown.Select(s => s <= 0 || top <= 0 ? ' ' : Bars[Math.Min(Bars.Length - 1, (int)(s / top * Bars.Length))])).PadLeft(width);
    }
}

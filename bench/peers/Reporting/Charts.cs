using OxyPlot;

namespace StreamEngine.Peers.Reporting;

/// <summary>Charts as SVG files.</summary>
internal static class Charts
{
    public static void Save(PlotModel model, string file, double width, double height)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var svg = new SvgExporter { Width = width, Height = height, UseVerticalTextAlignmentWorkaround = true }.ExportToString(model);
        File.WriteAllText(file, svg.ReplaceLineEndings("\n").TrimEnd() + "\n");
    }
}

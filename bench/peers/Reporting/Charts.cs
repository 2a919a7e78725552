using OxyPlot;
using OxyPlot.Legends;

namespace StreamEngine.Peers.Reporting;

/// <summary>Charts as SVG files.</summary>
internal static class Charts
{
    // Legends are measured with Arial's widths and cut at their edge; the fonts of other systems are wider.
    private const double LegendRoom = 48;

    /// <summary>An empty chart with its legend under the title.</summary>
    public static PlotModel NewModel(string title)
    {
        var model = new PlotModel { Title = title, TitleFontSize = 15, Background = OxyColors.White, DefaultFont = "Arial, Helvetica, sans-serif" };
        model.Legends.Add(new Legend
        {
            LegendPlacement = LegendPlacement.Outside,
            LegendPosition = LegendPosition.TopCenter,
            LegendOrientation = LegendOrientation.Horizontal,
            LegendItemSpacing = LegendRoom,
            LegendPadding = 20,
            LegendFontSize = 11,
        });
        return model;
    }

    public static void Save(PlotModel model, string file, double width, double height)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var svg = new SvgExporter { Width = width, Height = height, UseVerticalTextAlignmentWorkaround = true }.ExportToString(model);
        File.WriteAllText(file, svg.ReplaceLineEndings("\n").TrimEnd() + "\n");
    }
}

using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;
using StreamEngine.Peers.Comparing;

namespace StreamEngine.Peers.Reporting;

/// <summary>Events a second of every engine as bars, a colour an input.</summary>
internal static class ComparisonChart
{
    private const double Width = 900;
    private const double HeightPerBar = 26;

    public static void Write(ComparisonResults results, string file)
    {
        var model = new PlotModel { Title = "Events a second, steady state", Background = OxyColors.White };
        model.Legends.Add(new Legend { LegendPosition = LegendPosition.BottomRight, LegendPlacement = LegendPlacement.Inside });
        // Bars are drawn from the bottom up.
        var engines = results.Engines.Reverse().ToList();
        var names = new CategoryAxis { Position = AxisPosition.Left, GapWidth = 0.3 };
        names.Labels.AddRange(engines.Select(e => e.Title));
        model.Axes.Add(names);
        model.Axes.Add(new LinearAxis { Position = AxisPosition.Bottom, Minimum = 0, MajorGridlineStyle = LineStyle.Solid, MajorGridlineColor = OxyColors.LightGray, StringFormat = "N0" });
        foreach (var input in results.Inputs.AsEnumerable().Reverse())
        {
            var bars = new BarSeries { Title = input.Name, LabelFormatString = "{0:N0}", LabelPlacement = LabelPlacement.Inside, FontSize = 10 };
            bars.Items.AddRange(engines.Select(e => new BarItem(Spread.Of(results.Runs[(input, e)].Select(m => m.SteadyRate)).Median)));
            model.Series.Add(bars);
        }
        Charts.Save(model, file, Width, HeightPerBar * engines.Count * results.Inputs.Count + 120);
    }
}

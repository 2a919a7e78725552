using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;
using StreamEngine.Peers.Comparing;

namespace StreamEngine.Peers.Reporting;

/// <summary>Events a second of every engine as bars, a colour an input.</summary>
internal static class ComparisonChart
{
    private const double Width = 900;
    private const double HeightPerBar = 26;
    private const double HeightAround = 130;
    private const double NamesWidth = 230;

    public static void Write(ComparisonResults results, string file)
    {
        var model = Charts.NewModel("Events a second, steady state, by density of events in event time");
        model.PlotMargins = new OxyThickness(NamesWidth, double.NaN, double.NaN, double.NaN);
        // Bars are drawn from the bottom up.
        var engines = results.Engines.Reverse().ToList();
        var names = new CategoryAxis { Position = AxisPosition.Left, GapWidth = 0.3 };
        names.Labels.AddRange(engines.Select(e => e.Title));
        model.Axes.Add(names);
        model.Axes.Add(new LinearAxis { Position = AxisPosition.Bottom, Minimum = 0, MajorGridlineStyle = LineStyle.Solid, MajorGridlineColor = OxyColors.LightGray, StringFormat = "N0" });
        foreach (var input in results.Inputs.AsEnumerable().Reverse())
        {
            var bars = new BarSeries { Title = input.Short, LabelFormatString = "{0:N0}", LabelPlacement = LabelPlacement.Inside, FontSize = 10 };
            bars.Items.AddRange(engines.Select(e => new BarItem(Spread.Of(results.Runs[(input, e)].Select(m => m.SteadyRate)).Median)));
            model.Series.Add(bars);
        }
        Charts.Save(model, file, Width, HeightPerBar * engines.Count * results.Inputs.Count + HeightAround);
    }
}

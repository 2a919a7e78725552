using System.Globalization;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;
using StreamEngine.Peers.Comparing;
using StreamEngine.Peers.Curves;

namespace StreamEngine.Peers.Reporting;

/// <summary>A curve as numbers (<c>docs/curves/NAME.csv</c>) and as a chart beside them.</summary>
internal static class CurveDocuments
{
    private const double Width = 640;
    private const double Height = 360;
    private const double NumbersWidth = 96;

    public static void Write(Curve curve, IReadOnlyList<PointCost> costs, CurveOptions options)
    {
        var file = Path.Combine(Homes.Docs, "curves", curve.Name);
        Charts.Save(Model(curve, costs), file + ".svg", Width, Height);
        string[] header =
        [
            $"# {MachineFacts.Text()}; {options.Events} events a run, {options.Density} a second of event time, {options.Threads} threads, {options.Rounds} rounds, {MachineFacts.Today}",
            "at,wall_ns,wall_ns_min,wall_ns_max,cpu_ns,cpu_ns_min,cpu_ns_max",
        ];
        File.WriteAllLines(file + ".csv", [.. header, .. costs.Select(Line)]);
    }

    private static string Line(PointCost c) => string.Create(CultureInfo.InvariantCulture,
        $"{c.At},{c.WallNs.Median:F1},{c.WallNs.Smallest:F1},{c.WallNs.Largest:F1},{c.CpuNs.Median:F1},{c.CpuNs.Smallest:F1},{c.CpuNs.Largest:F1}");

    private static PlotModel Model(Curve curve, IReadOnlyList<PointCost> costs)
    {
        var model = Charts.NewModel(curve.Title);
        model.PlotMargins = new OxyThickness(NumbersWidth, double.NaN, double.NaN, double.NaN);
        model.Axes.Add(curve.Logarithmic
            ? new LogarithmicAxis { Position = AxisPosition.Bottom, Title = curve.Axis, StringFormat = "N0", AxisTitleDistance = 8 }
            : new LinearAxis { Position = AxisPosition.Bottom, Title = curve.Axis, AxisTitleDistance = 8 });
        model.Axes.Add(new LinearAxis { Position = AxisPosition.Left, Title = "ns an event", Minimum = 0, AxisTitleDistance = 30, StringFormat = "N0", MajorGridlineStyle = LineStyle.Solid, MajorGridlineColor = OxyColors.LightGray });
        model.Series.Add(Line("processor time", costs, static c => c.CpuNs));
        model.Series.Add(Line("wall clock", costs, static c => c.WallNs));
        return model;
    }

    private static LineSeries Line(string title, IReadOnlyList<PointCost> costs, Func<PointCost, Spread> figure)
    {
        var line = new LineSeries { Title = title, MarkerType = MarkerType.Circle, MarkerSize = 3 };
        line.Points.AddRange(costs.Select(c => new DataPoint(c.At, figure(c).Median)));
        return line;
    }
}

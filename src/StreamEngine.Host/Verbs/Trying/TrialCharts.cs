using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;
using StreamEngine.Scoring.Trials;

namespace StreamEngine.Host.Verbs.Trying;

/// <summary>The charts of a comparison as SVG elements, to be put into a page as they are.</summary>
internal static class TrialCharts
{
    private const double Width = 620, Height = 320;
    private static readonly OxyColor Now = OxyColor.FromRgb(0x8a, 0x94, 0xa6), Tried = OxyColor.FromRgb(0x1f, 0x6f, 0xeb);

    /// <summary>Entities by final tier under both scorecards.</summary>
    public static string Distribution(KindTrial kind)
    {
        var model = NewModel("Entities by final tier");
        // Bars are drawn from the bottom up: the highest tier is on top.
        var tiers = kind.Before.Select(s => s.Tier).Union(kind.After.Select(s => s.Tier)).ToList();
        var axis = new CategoryAxis { Position = AxisPosition.Left, GapWidth = 0.4 };
        axis.Labels.AddRange(tiers);
        model.Axes.Add(axis);
        model.Axes.Add(Numbers(AxisPosition.Bottom));
        // Of two bars at a tier the first is drawn below.
        model.Series.Add(Bars("tried", Tried, tiers, kind.After));
        model.Series.Add(Bars("now", Now, tiers, kind.Before));
        return Svg(model, $"{kind.Kind}-tiers");
    }

    /// <summary>Tier changes an hour of event time under both scorecards.</summary>
    public static string Changes(KindTrial kind)
    {
        var model = NewModel("Tier changes by hour of event time (UTC)");
        model.Axes.Add(new DateTimeAxis
        {
            Position = AxisPosition.Bottom,
            StringFormat = "MM-dd HH:mm",
            Minimum = Date(kind.Hours[0].Hour - TierChangeTally.HourMs),
            Maximum = Date(kind.Hours[^1].Hour + TierChangeTally.HourMs),
        });
        model.Axes.Add(Numbers(AxisPosition.Left));
        var (now, tried) = (Line("now", Now), Line("tried", Tried));
        var hours = kind.Hours.ToDictionary(h => h.Hour);
        for (var hour = kind.Hours[0].Hour; hour <= kind.Hours[^1].Hour; hour += TierChangeTally.HourMs)
        {
            var at = Date(hour);
            var changes = hours.GetValueOrDefault(hour);
            now.Points.Add(new DataPoint(at, changes.Before));
            tried.Points.Add(new DataPoint(at, changes.After));
        }
        model.Series.Add(now);
        model.Series.Add(tried);
        return Svg(model, $"{kind.Kind}-changes");
    }

    private static PlotModel NewModel(string title)
    {
        var model = new PlotModel { Title = title, TitleFontSize = 14, Background = OxyColors.White, DefaultFont = "Arial, Helvetica, sans-serif", Culture = System.Globalization.CultureInfo.InvariantCulture };
        model.Legends.Add(new Legend { LegendPlacement = LegendPlacement.Outside, LegendPosition = LegendPosition.TopCenter, LegendOrientation = LegendOrientation.Horizontal, LegendItemSpacing = 48, LegendPadding = 20 });
        return model;
    }

    private static LinearAxis Numbers(AxisPosition position) => new()
    {
        Position = position,
        Minimum = 0,
        MaximumPadding = 0.1,
        MinimumMajorStep = 1,
        MinimumMinorStep = 1,
        StringFormat = "N0",
        MajorGridlineStyle = LineStyle.Solid,
        MajorGridlineColor = OxyColors.LightGray,
    };

    private static BarSeries Bars(string title, OxyColor color, List<string> tiers, IReadOnlyList<TierShare> shares)
    {
        var bars = new BarSeries { Title = title, FillColor = color, LabelFormatString = "{0:N0}", LabelPlacement = LabelPlacement.Outside, FontSize = 10 };
        bars.Items.AddRange(tiers.Select(tier => new BarItem(shares.FirstOrDefault(s => s.Tier == tier).Entities)));
        return bars;
    }

    private static LineSeries Line(string title, OxyColor color) => new() { Title = title, Color = color, MarkerType = MarkerType.Circle, MarkerSize = 3, MarkerFill = color };

    private static double Date(long hour) => DateTimeAxis.ToDouble(DateTimeOffset.FromUnixTimeMilliseconds(hour).UtcDateTime);

    /// <param name="model">The chart.</param>
    /// <param name="name">Goes before the ids in it, which every chart counts from 1: on a page they have to differ.</param>
    private static string Svg(PlotModel model, string name)
    {
        var svg = new SvgExporter { Width = Width, Height = Height, UseVerticalTextAlignmentWorkaround = true }.ExportToString(model);
        return svg[svg.IndexOf("<svg", StringComparison.Ordinal)..].ReplaceLineEndings("\n").Trim()
            .Replace("id=\"clipPath", $"id=\"{name}-", StringComparison.Ordinal).Replace("url(#clipPath", $"url(#{name}-", StringComparison.Ordinal);
    }
}

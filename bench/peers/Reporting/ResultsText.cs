using System.Text;
using StreamEngine.Peers.Comparing;

namespace StreamEngine.Peers.Reporting;

/// <summary>The tables of the comparison in Markdown.</summary>
internal static class ResultsText
{
    public static string Of(ComparisonResults results)
    {
        var text = new StringBuilder();
        text.AppendLine($"{MachineFacts.Text()}. {results.Options.Rounds} rounds interleaved, {results.Options.Events:N0} events a run, {results.Options.Partitions} partitions, {MachineFacts.Today}. Median (smallest to largest).");
        text.AppendLine();
        text.AppendLine(results.TotalsText);
        foreach (var input in results.Inputs) Table(text, results, input);
        RatioTable(text, results, "streamengine", "StreamEngine doing its whole job, the others the five sums");
        RatioTable(text, results, "streamengine-reduced", "All doing the five sums");
        if (results.Live.Count > 0) LatencyTable(text, results);
        return text.ToString();
    }

    private static void Table(StringBuilder text, ComparisonResults results, Input input)
    {
        text.AppendLine().AppendLine($"**{input.Name}** ({input.Bytes / input.Events} bytes an event)").AppendLine();
        text.AppendLine("| engine | events/s, steady | events/s, whole run | start-up s | CPU s per million events | broker CPU s per million | peak memory MB | results emitted |");
        text.AppendLine("|---|---|---|---|---|---|---|---|");
        foreach (var engine in results.Engines)
        {
            var runs = results.Runs[(input, engine)];
            Spread Of(Func<Measurement, double> figure) => Spread.Of(runs.Select(figure));
            text.AppendLine($"| {engine.Title} | {Of(m => m.SteadyRate).Text("N0")} | {Of(m => m.WholeRate).Text("N0")} | {Of(m => m.StartUpSeconds).Median:F1} | {Of(m => m.SteadyCpuPerMillion).Text("F2")} | {Of(m => m.BrokerCpuPerMillion).Median:F2} | {Of(m => m.PeakRssKb / 1024.0).Median:N0} | {Of(m => m.Emitted).Median:N0} |");
        }
    }

    /// <summary>How many times as fast as each engine one of StreamEngine's two lines is, steady.</summary>
    private static void RatioTable(StringBuilder text, ComparisonResults results, string own, string caption)
    {
        if (results.Engines.FirstOrDefault(e => e.Name == own) is not { } mine) return;
        text.AppendLine().AppendLine($"**{caption}**").AppendLine();
        text.AppendLine($"| {mine.Title} is as fast as | {string.Join(" | ", results.Inputs.Select(i => i.Name))} |");
        text.AppendLine($"|---|{string.Concat(results.Inputs.Select(_ => "---|"))}");
        foreach (var engine in results.Engines.Where(e => !e.Name.StartsWith("streamengine", StringComparison.Ordinal)))
        {
            var cells = results.Inputs.Select(input =>
            {
                // Of the same round: what disturbs the machine for longer than a round disturbs both.
                var ratios = results.Runs[(input, mine)].Zip(results.Runs[(input, engine)], (a, b) => a.SteadyRate / b.SteadyRate);
                return $"× {Spread.Of(ratios).Text("F2")}";
            });
            text.AppendLine($"| {engine.Title} | {string.Join(" | ", cells)} |");
        }
    }

    private static void LatencyTable(StringBuilder text, ComparisonResults results)
    {
        text.AppendLine().AppendLine($"**Age of results, live at {results.Options.LiveRate:N0} events a second**").AppendLine();
        text.AppendLine("| engine | p50 ms | p99 ms | p99.9 ms |").AppendLine("|---|---|---|---|");
        foreach (var (engine, m) in results.Live) text.AppendLine($"| {engine.Title} | {m.P50Ms:N0} | {m.P99Ms:N0} | {m.P999Ms:N0} |");
    }
}

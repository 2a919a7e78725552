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
        if (results.Live.Count > 0) LatencyTable(text, results);
        return text.ToString();
    }

    private static void Table(StringBuilder text, ComparisonResults results, Input input)
    {
        text.AppendLine().AppendLine($"**{input.Name}** ({input.Bytes / input.Events} bytes an event)").AppendLine();
        text.AppendLine("| engine | events/s, steady | × first | events/s, whole run | start-up s | CPU s per million events | broker CPU s per million | peak memory MB | results emitted |");
        text.AppendLine("|---|---|---|---|---|---|---|---|---|");
        var first = results.Runs[(input, results.Engines[0])];
        foreach (var engine in results.Engines)
        {
            var runs = results.Runs[(input, engine)];
            Spread Of(Func<Measurement, double> figure) => Spread.Of(runs.Select(figure));
            // Of the same round: what disturbs the machine for longer than a round disturbs both.
            var ratio = Spread.Of(runs.Zip(first, (own, others) => own.SteadyRate / others.SteadyRate));
            text.AppendLine($"| {engine.Title} | {Of(m => m.SteadyRate).Text("N0")} | {ratio.Text("F2")} | {Of(m => m.WholeRate).Text("N0")} | {Of(m => m.StartUpSeconds).Median:F1} | {Of(m => m.SteadyCpuPerMillion).Text("F2")} | {Of(m => m.BrokerCpuPerMillion).Median:F2} | {Of(m => m.PeakRssKb / 1024.0).Median:N0} | {Of(m => m.Emitted).Median:N0} |");
        }
    }

    private static void LatencyTable(StringBuilder text, ComparisonResults results)
    {
        text.AppendLine().AppendLine($"**Age of results, live at {results.Options.LiveRate:N0} events a second**").AppendLine();
        text.AppendLine("| engine | p50 ms | p99 ms |").AppendLine("|---|---|---|");
        foreach (var (engine, m) in results.Live) text.AppendLine($"| {engine.Title} | {m.P50Ms:N0} | {m.P99Ms:N0} |");
    }
}

using StreamEngine.Peers.Engines;
using StreamEngine.Peers.Reporting;

namespace StreamEngine.Peers.Comparing;

/// <summary>Everything that was measured, and whether all engines reached the same sums.</summary>
internal sealed class ComparisonResults(CompareOptions options, IReadOnlyList<IEngine> engines)
{
    private readonly Dictionary<string, Totals> _reference = [];
    private readonly HashSet<(string Input, string Engine)> _checked = [];
    private readonly List<string> _differences = [];

    /// <summary>The inputs in their order.</summary>
    public List<Input> Inputs { get; } = [];

    /// <summary>All runs.</summary>
    public Dictionary<(Input Input, IEngine Engine), List<Measurement>> Runs { get; } = [];

    /// <summary>The paced runs.</summary>
    public Dictionary<IEngine, Measurement> Live { get; } = [];

    public CompareOptions Options => options;

    public IReadOnlyList<IEngine> Engines => engines;

    /// <summary>No engine differed from the first.</summary>
    public bool TotalsAgree => _differences.Count == 0;

    /// <summary>What was compared, in a sentence.</summary>
    public string TotalsText => TotalsAgree
        ? $"All engines reached the same final sums of every key, in every run ({string.Join("; ", _reference.Select(r => $"{r.Key}: {r.Value.Count:N0} keys"))})."
        : $"Sums differ: {string.Join("; ", _differences)}";

    public void Add(Input input, IEngine engine, Measurement measurement)
    {
        if (!Inputs.Contains(input)) Inputs.Add(input);
        if (!Runs.TryGetValue((input, engine), out var runs)) Runs.Add((input, engine), runs = []);
        runs.Add(measurement);
    }

    public void AddLive(IEngine engine, Measurement measurement)
    {
        Live[engine] = measurement;
        Console.WriteLine($"  {engine.Title,-32} p50 {measurement.P50Ms} ms, p99 {measurement.P99Ms} ms, p99.9 {measurement.P999Ms} ms, from the event p99 {measurement.EventP99Ms:N0} ms, p99.9 {measurement.EventP999Ms:N0} ms, longest pause of the collector {measurement.GcPauseMs:N0} ms, {measurement.Emitted:N0} results, {measurement.CpuSeconds:N1} CPU s");
    }

    /// <summary>Compares sums with those of the first engine that had this input.</summary>
    public void Check(Input input, IEngine engine, Totals totals)
    {
        _checked.Add((input.Name, engine.Name));
        if (_reference.TryAdd(input.Name, totals)) return;
        if (totals.DifferenceFrom(_reference[input.Name]) is not { } difference) return;
        _differences.Add($"{engine.Title} on {input.Name}: {difference}");
        Console.WriteLine($"  {engine.Title}: {difference}");
    }

    public void Print() => Console.WriteLine(ResultsText.Of(this));

    public void WriteDocs() => Documents.Write(this);
}

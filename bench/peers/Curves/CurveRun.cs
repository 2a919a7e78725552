using System.Diagnostics;
using StreamEngine.Peers.Comparing;
using StreamEngine.Peers.Reporting;
using StreamEngine.Pipeline;
using StreamEngine.Pipeline.Files;
using StreamEngine.Scoring;
using StreamEngine.Simulator;
using StreamEngine.Simulator.Output;

namespace StreamEngine.Peers.Curves;

/// <summary>
/// Measures the curves: whole replays from files in the page cache, everything on, in this process. The points of a curve are interleaved round by round; a
/// first round is not counted.
/// </summary>
internal sealed class CurveRun(CurveOptions options, string work)
{
    public static async Task<int> RunAsync(CurveOptions options)
    {
        var work = Directory.CreateTempSubdirectory("streamengine-curves-").FullName;
        try
        {
            var run = new CurveRun(options, work);
            var chosen = AllCurves.List.Where(c => options.Only.Count == 0 || options.Only.Contains(c.Name)).ToList();
            foreach (var curve in chosen)
            {
                var costs = await run.MeasureAsync(curve);
                if (options.WriteDocs) CurveDocuments.Write(curve, costs, options);
            }
            return 0;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private async Task<IReadOnlyList<PointCost>> MeasureAsync(Curve curve)
    {
        Console.WriteLine(curve.Title);
        var start = new Setup(TopicLoader.Traffic(options.Events, options.Density, partitions: 4), HotShare: 0, TimeSpan.FromSeconds(1));
        var setups = curve.Points.Select(x => curve.At(x, start)).ToList();
        var inputs = new List<IReadOnlyList<string>>();
        // Points that differ in the engine's options alone share their input.
        foreach (var setup in setups)
        {
            var same = setups.FindIndex(0, inputs.Count, s => s.Traffic == setup.Traffic && s.HotShare == setup.HotShare);
            inputs.Add(same >= 0 ? inputs[same] : WriteInput(setup, Path.Combine(work, $"{curve.Name}-{inputs.Count}")));
        }
        var wall = setups.Select(_ => new List<double>()).ToList();
        var cpu = setups.Select(_ => new List<double>()).ToList();
        for (var round = -1; round < options.Rounds; round++)
        {
            for (var i = 0; i < setups.Count; i++)
            {
                var (wallNs, cpuNs) = await ReplayAsync(inputs[i], setups[i].Tick);
                if (round < 0) continue;
                wall[i].Add(wallNs);
                cpu[i].Add(cpuNs);
            }
        }
        foreach (var folder in Directory.GetDirectories(work)) Directory.Delete(folder, recursive: true);
        var costs = curve.Points.Select((x, i) => new PointCost(x, Spread.Of(wall[i]), Spread.Of(cpu[i]))).ToList();
        foreach (var cost in costs) Console.WriteLine($"  {cost.At,12:G} {cost.WallNs.Text("N0")} ns an event, {cost.CpuNs.Text("N0")} ns of processor time");
        return costs;
    }

    private static IReadOnlyList<string> WriteInput(Setup setup, string folder)
    {
        using var files = new PartitionFiles(folder, setup.Traffic.Partitions, FileCompression.None);
        var simulation = new Simulation(setup.Traffic);
        var hot = new HotMerchant(setup.HotShare);
        while (simulation.TryNext(out var record))
        {
            var partition = record.Partition;
            var line = hot.Place(record.Value, ref partition);
            files.Accept(new SimulatedRecord
            {
                Partition = partition,
                Time = record.Time,
                Timestamp = record.Timestamp,
                Key = record.Key,
                Value = line,
                Nature = record.Nature,
            });
        }
        files.Complete();
        return files.Paths;
    }

    private async Task<(double WallNs, double CpuNs)> ReplayAsync(IReadOnlyList<string> files, TimeSpan tick)
    {
        GC.Collect();
        var output = Path.Combine(work, "out");
        await using var job = new ReplayJob(new EngineOptions { TickInterval = tick }, Scorecards.Compile(new ScoringOptions()), new ReplayRequest
        {
            Partitions = [.. files.Select(f => new[] { f })],
            Output = output,
            DeadLetters = output + ".dead-letters.jsonl",
            Threads = options.Threads,
        });
        var (cpu, watch) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        var summary = await job.RunAsync(CancellationToken.None);
        return (watch.Elapsed.TotalNanoseconds / summary.Events, (Environment.CpuUsage.TotalTime - cpu).TotalNanoseconds / summary.Events);
    }
}

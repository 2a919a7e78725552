using StreamEngine.Pipeline;
using StreamEngine.Pipeline.Files;
using StreamEngine.Scoring;

var files = args.TakeWhile(a => !a.StartsWith("--", StringComparison.Ordinal)).Skip(1).ToList();
string Option(string name, string fallback) => Array.IndexOf(args, name) is var i and >= 0 ? args[i + 1] : fallback;
var output = Option("--out", "out");
await using var job = new ReplayJob(new EngineOptions(), Scorecards.Compile(new ScoringOptions()), new ReplayRequest
{
    Partitions = [.. files.Select(f => new[] { f })],
    Output = output,
    DeadLetters = output + ".dead-letters.jsonl",
    Threads = int.Parse(Option("--threads", "2")),
    BatchRecords = int.Parse(Option("--batch", "1024")),
});
var watch = System.Diagnostics.Stopwatch.StartNew();
var summary = await job.RunAsync(CancellationToken.None);
Console.WriteLine($"{summary.Events} events in {watch.Elapsed.TotalSeconds:F2} s: {summary.Events / watch.Elapsed.TotalSeconds:F0}/s");
return 0;

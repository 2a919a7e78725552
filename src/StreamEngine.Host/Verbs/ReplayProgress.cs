using System.Diagnostics;
using Spectre.Console;
using StreamEngine.Host.Cli;
using StreamEngine.Pipeline.Files;

namespace StreamEngine.Host.Verbs;

/// <summary>Progress of a replay: a bar with rate and time left on a terminal, a plain line every ten seconds elsewhere.</summary>
internal static class ReplayProgress
{
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BarEvery = TimeSpan.FromMilliseconds(200);

    public static async Task<ReplaySummary> ShowAsync(
        VerbContext context, ReplayJob job, IReadOnlyList<IReadOnlyList<string>> partitions, Task<ReplaySummary> running)
    {
        var total = partitions.SelectMany(files => files).Sum(SizeOf);
        if (Console.IsErrorRedirected || context.Json) await LinesAsync(context, job, running);
        else await BarAsync(job, total, running);
        return await running;
    }

    private static async Task LinesAsync(VerbContext context, ReplayJob job, Task running)
    {
        var watch = Stopwatch.StartNew();
        while (await Task.WhenAny(running, Task.Delay(LineEvery)) != running)
        {
            var megabytes = job.BytesRead / 1e6;
            await context.Error.WriteLineAsync($"{megabytes:N0} MB read, {megabytes / watch.Elapsed.TotalSeconds:N0} MB a second");
        }
    }

    private static Task BarAsync(ReplayJob job, long total, Task running)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(async progress =>
            {
                // Compressed files are measured by what they unpack to so far: the bar is a lower bound, and full at the end.
                var task = progress.AddTask("replay", maxValue: Math.Max(1, total));
                while (await Task.WhenAny(running, Task.Delay(BarEvery)) != running) task.Value = Math.Min(job.BytesRead, total * 0.99);
                task.Value = task.MaxValue;
            });
    }

    private static long SizeOf(string file) => File.Exists(file) ? new FileInfo(file).Length : 0;
}

using System.Diagnostics;
using System.Text.Json;
using StreamEngine.Peers.Comparing;

namespace StreamEngine.Peers.Engines;

/// <summary>An engine in a process of its own that says at its end what it did, in one line of JSON (<see cref="Children.Progress"/>, Progress.java).</summary>
/// <param name="name">On the command line.</param>
/// <param name="title">In tables.</param>
/// <param name="command">Program and arguments of a run, without the options that all engines share.</param>
/// <param name="isFloor">It only reads and computes nothing.</param>
internal sealed class ChildEngine(string name, string title, Func<RunRequest, ProcessStartInfo> command, bool isFloor = false) : IEngine
{
    public string Name => name;

    public string Title => title;

    public bool CanRunLive => !isFloor;

    public bool HasTotals(Input input) => !isFloor;

    public async Task<Measurement> RunAsync(RunRequest request)
    {
        var start = command(request);
        foreach (var argument in request.ToOptions().ToArguments()) start.ArgumentList.Add(argument);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        var startMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        using var process = Process.Start(start)!;
        try
        {
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            if (request.Live is { } live) await live();
            process.StandardInput.Close();
            await process.WaitForExitAsync().WaitAsync(RunRequest.Longest);
            var report = (await output).Split('\n').LastOrDefault(l => l.StartsWith('{'));
            if (process.ExitCode != 0 || report is null) throw new InvalidOperationException($"{title} ended with {process.ExitCode}: {await error}");
            return Parse(report, startMs);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static Measurement Parse(string report, long startMs)
    {
        using var json = JsonDocument.Parse(report);
        var r = json.RootElement;
        return new Measurement
        {
            StartMs = startMs,
            FirstMs = r.GetProperty("first_ms").GetInt64(),
            WarmMs = r.GetProperty("warm_ms").GetInt64(),
            WarmEvents = r.GetProperty("warm_events").GetInt64(),
            WarmCpuSeconds = r.GetProperty("warm_cpu_s").GetDouble(),
            EndMs = r.GetProperty("end_ms").GetInt64(),
            CpuSeconds = r.GetProperty("cpu_s").GetDouble(),
            Events = r.GetProperty("events").GetInt64(),
            Emitted = r.GetProperty("emitted").GetInt64(),
            PeakRssKb = r.GetProperty("peak_rss_kb").GetInt64(),
            P50Ms = r.TryGetProperty("p50_ms", out var p50) ? p50.GetDouble() : null,
            P99Ms = r.TryGetProperty("p99_ms", out var p99) ? p99.GetDouble() : null,
            P999Ms = r.TryGetProperty("p999_ms", out var p999) ? p999.GetDouble() : null,
        };
    }
}

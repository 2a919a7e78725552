using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using StreamEngine.Peers.Children;
using StreamEngine.Peers.Comparing;

namespace StreamEngine.Peers.Engines;

/// <summary>
/// StreamEngine itself, the whole job: <c>streamengine run</c> with all metrics, three windows, three scorecards, tiers to their topic and rows to JSON lines.
/// Progress comes from its API, processor time and memory from /proc.
/// </summary>
internal sealed class HostEngine : IEngine
{
    private const string Announcement = "API listens on ";
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(50);

    public string Name => "streamengine";

    public string Title => "StreamEngine, whole job";

    public bool CanRunLive => true;

    /// <summary>Its rows are buckets of minutes, hours and days: their sums are those of a window when nothing has left it.</summary>
    public bool HasTotals(Input input) => input.WithinAnHour;

    public async Task<Measurement> RunAsync(RunRequest request)
    {
        var rows = Path.Combine(request.Folder, "rows");
        var startMs = NowMs;
        using var process = Process.Start(Command(request, rows))!;
        try
        {
            using var run = new Watched(process, startMs);
            var watching = run.WatchAsync(request.WarmEvents);
            var output = Task.WhenAll(run.ReadOutputAsync(), run.ReadErrorAsync());
            using var ages = new TierChangeAges(request.Broker, $"{request.Run}-tier-changes", request.Input.Partitions);
            double? pause = null;
            if (request.Live is { } live)
            {
                var reading = ages.ReadAsync();
                var lastEvent = await live();
                ages.Stop();
                await reading;
                ages.Close(lastEvent);
                pause = await run.LongestPauseMsAsync();
                process.StandardInput.Close();
            }
            await process.WaitForExitAsync().WaitAsync(RunRequest.Longest);
            await Task.WhenAll(watching, output);
            if (process.ExitCode != 0) throw new InvalidOperationException($"{Title} ended with {process.ExitCode}: {run.LastLine}");
            if (request.Live is null) HostTotals.Write(Path.Combine(rows, "entity_hours.jsonl"), request.Results);
            return run.Measurement(request.Input.Events) with
            {
                P50Ms = ages.Percentile(0.5),
                P99Ms = ages.Percentile(0.99),
                P999Ms = ages.Percentile(0.999),
                EventP99Ms = ages.PercentileOfEvents(0.99, request.TickMs),
                EventP999Ms = ages.PercentileOfEvents(0.999, request.TickMs),
                GcPauseMs = pause,
            };
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static long NowMs => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private static ProcessStartInfo Command(RunRequest request, string rows)
    {
        var config = Path.Combine(request.Folder, "streamengine.yaml");
        File.WriteAllText(config, $"""
            kafka:
              bootstrap_servers: {request.Broker.Bootstrap}
              events_topic: {request.Input.Topic}
              tier_changes_topic: {request.Run}-tier-changes
              dead_letters_topic: {request.Run}-dead-letters
              group_id: {request.Run}
              transactional_id: {request.Run}
              create_missing_topics: true
              topic_partitions: {request.Input.Partitions}
              heartbeats: {(request.Live is null ? "external" : "wall")}
            engine:
              tick_interval: {request.TickMs}ms
            checkpoints:
              folder: {Path.Combine(request.Folder, "checkpoints")}
            api:
              port: 0
            """);
        var start = new ProcessStartInfo("dotnet", [Homes.Host, "run", "--config", config, "--rows", $"jsonl:{rows}", "--threads", "2", "--json"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["STREAMENGINE_SUPERVISED"] = "1" },
        };
        if (request.Live is null) start.ArgumentList.Add("--until-end");
        return start;
    }

    /// <summary>What is seen of a running engine from outside.</summary>
    private sealed class Watched(Process process, long startMs) : IDisposable
    {
        private readonly TaskCompletionSource<Uri> _api = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly HttpClient _http = new();
        private ProcessUsage _usage, _warmUsage;
        private long _firstMs, _warmMs, _warmEvents, _endMs, _tierChanges, _rows;

        public void Dispose() => _http.Dispose();

        /// <summary>What it said last on its error output.</summary>
        public string LastLine { get; private set; } = "";

        public async Task ReadErrorAsync()
        {
            while (await process.StandardError.ReadLineAsync() is { } line)
            {
                LastLine = line;
                if (line.StartsWith(Announcement, StringComparison.Ordinal)) _api.TrySetResult(new Uri(line[Announcement.Length..]));
            }
            _api.TrySetCanceled();
        }

        public async Task ReadOutputAsync()
        {
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (!line.StartsWith('{')) continue;
                _endMs = NowMs;
                using var json = JsonDocument.Parse(line);
                _tierChanges = json.RootElement.GetProperty("tier_changes").GetInt64();
                _rows = json.RootElement.GetProperty("rows_written").GetInt64();
            }
        }

        public async Task WatchAsync(long warm)
        {
            using var timer = new PeriodicTimer(Every);
            while (!process.HasExited && await timer.WaitForNextTickAsync())
            {
                try
                {
                    var usage = ProcessUsage.Of(process.Id);
                    if (usage.PeakKb > 0) _usage = usage;
                    if (_warmMs != 0 || !_api.Task.IsCompletedSuccessfully) continue;
                    var applied = (await StatusAsync()).GetProperty("applied").GetInt64();
                    if (_firstMs == 0 && applied > 0) _firstMs = NowMs;
                    if (applied >= warm && applied > 0) (_warmUsage, _warmEvents, _warmMs) = (ProcessUsage.Of(process.Id), applied, NowMs);
                }
                catch (Exception e) when (e is IOException or HttpRequestException or TaskCanceledException)
                {
                    // It has just ended.
                }
            }
        }

        public async Task<double?> LongestPauseMsAsync()
        {
            const string Gauge = "streamengine_gc_pause_longest_seconds ";
            var metrics = await _http.GetStringAsync(new Uri(await _api.Task, "/metrics"));
            return metrics.Split('\n').FirstOrDefault(l => l.StartsWith(Gauge, StringComparison.Ordinal)) is { } line ? double.Parse(line[Gauge.Length..]) * 1000 : null;
        }

        public Measurement Measurement(long events) => new()
        {
            StartMs = startMs,
            FirstMs = _firstMs,
            WarmMs = _warmMs,
            WarmEvents = _warmEvents,
            WarmCpuSeconds = _warmUsage.CpuSeconds,
            EndMs = _endMs,
            CpuSeconds = _usage.CpuSeconds,
            Events = events,
            Emitted = _tierChanges + _rows,
            PeakRssKb = _usage.PeakKb,
        };

        private async Task<JsonElement> StatusAsync() => await _http.GetFromJsonAsync<JsonElement>(new Uri(await _api.Task, "/api/status"));
    }
}

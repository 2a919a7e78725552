using System.Diagnostics;
using StreamEngine.Peers.Children;
using StreamEngine.Peers.Comparing;

namespace StreamEngine.Peers.Engines;

/// <summary>
/// ClickHouse alone: its Kafka engine with a materialized view a kind, inside the embedded ClickHouse in a process of its own. It emits nothing; the rolling
/// sums are a query, which is asked once at the end.
/// </summary>
internal sealed class ClickHouseEngine : IEngine
{
    private const string Announcement = "embedded ClickHouse listens on ";
    private const long WindowMinutes = 60;
    private const long MinuteMs = 60_000;
    /// <summary>How often it is asked how far it is: rarely enough that the questions do not count.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(200);

    public string Name => "clickhouse";

    public string Title => "ClickHouse 26.5, Kafka engine";

    public bool CanRunLive => false;

    public bool HasTotals(Input input) => true;

    public async Task<Measurement> RunAsync(RunRequest request)
    {
        var startMs = NowMs;
        var command = new ProcessStartInfo("dotnet", [Homes.Host, "clickhouse-server", "--path", Path.Combine(request.Folder, "clickhouse"), "--ends-with-stdin"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(command)!;
        try
        {
            using var http = new HttpClient { BaseAddress = await AddressAsync(process) };
            foreach (var statement in Statements(request)) await QueryAsync(http, statement);
            var measurement = await WatchAsync(http, process, request, startMs);
            var oldest = (request.Input.End / MinuteMs - WindowMinutes) * MinuteMs / 1000;
            var totals = await File.ReadAllTextAsync(Path.Combine(Homes.Sources, "clickhouse", "totals.sql"));
            await File.WriteAllTextAsync(request.Results, await QueryAsync(http, totals.Replace("{minute}", $"{oldest}")));
            process.StandardInput.Close();
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
            return measurement;
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static long NowMs => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private static async Task<Uri> AddressAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Announcement, StringComparison.Ordinal)) return new Uri(line[Announcement.Length..]);
        }
        throw new InvalidOperationException("the embedded ClickHouse did not start");
    }

    private static string[] Statements(RunRequest request)
    {
        var schema = string.Join('\n', File.ReadLines(Path.Combine(Homes.Sources, "clickhouse", "schema.sql")).Where(l => !l.StartsWith("--", StringComparison.Ordinal)));
        // The harness's own names: no letters that a literal could end at.
        schema = schema.Replace("{bootstrap}", request.Broker.Bootstrap).Replace("{topic}", request.Input.Topic).Replace("{group}", request.Run);
        return schema.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>Waits until every counted event is in its tables.</summary>
    private static async Task<Measurement> WatchAsync(HttpClient http, Process process, RunRequest request, long startMs)
    {
        long firstMs = 0, warmMs = 0, warmEvents = 0;
        var warm = default(ProcessUsage);
        var input = request.Input;
        var deadline = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Every);
        while (deadline.Elapsed < RunRequest.Longest && await timer.WaitForNextTickAsync())
        {
            var read = long.Parse(await QueryAsync(http, "SELECT sum(events) FROM bench.read"));
            if (read == 0) continue;
            if (firstMs == 0) firstMs = NowMs;
            if (warmMs == 0 && read >= request.WarmEvents) (warm, warmEvents, warmMs) = (ProcessUsage.Of(process.Id), read, NowMs);
            if (read < input.Events || !await HasAllAsync(http, input)) continue;
            var usage = ProcessUsage.Of(process.Id);
            return new Measurement
            {
                StartMs = startMs,
                FirstMs = firstMs,
                WarmMs = warmMs,
                WarmEvents = warmEvents,
                WarmCpuSeconds = warm.CpuSeconds,
                EndMs = NowMs,
                CpuSeconds = usage.CpuSeconds,
                Events = input.Events,
                Emitted = 0,
                PeakRssKb = usage.PeakKb,
            };
        }
        throw new TimeoutException("ClickHouse has not read the topic in time");
    }

    /// <summary>Whether the three tables have every event; the engine delivers at least once, and a repetition would spoil the sums.</summary>
    private static async Task<bool> HasAllAsync(HttpClient http, Input input)
    {
        long[] wanted = [input.Counted, input.Counted, input.CountedForCreators];
        var text = await QueryAsync(http, "SELECT (SELECT sum(events) FROM bench.merchants), (SELECT sum(events) FROM bench.products), (SELECT sum(events) FROM bench.creators)");
        var counted = text.Trim().Split('\t').Select(long.Parse).ToArray();
        if (counted.Zip(wanted).Any(c => c.First > c.Second)) throw new InvalidOperationException("ClickHouse read some events twice (a rebalance); run again");
        return counted.SequenceEqual(wanted);
    }

    private static async Task<string> QueryAsync(HttpClient http, string query)
    {
        using var body = new StringContent(query);
        using var response = await http.PostAsync(new Uri("/", UriKind.Relative), body);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? text : throw new InvalidOperationException($"ClickHouse: {text.Trim()}");
    }
}

using StreamEngine.Peers.Engines;

namespace StreamEngine.Peers.Comparing;

/// <summary>
/// The whole comparison: one broker, the same topics for all, a check on an input that outlasts the window, then rounds in which every engine runs once
/// (A B C A B C ...), then paced runs for latency.
/// </summary>
internal sealed class Comparison
{
    private const double CheckDensity = 40;
    private const long CheckEvents = 250_000;
    private const string Prefix = "bench-";

    private readonly CompareOptions _options;
    private readonly Broker _broker;
    private readonly string _work;
    private readonly IReadOnlyList<IEngine> _engines;
    private int _runs;

    private Comparison(CompareOptions options, Broker broker, string work, IReadOnlyList<IEngine> engines) =>
        (_options, _broker, _work, _engines) = (options, broker, work, engines);

    public static async Task<int> RunAsync(CompareOptions options)
    {
        var work = Directory.CreateTempSubdirectory("streamengine-peers-").FullName;
        try
        {
            var engines = new List<IEngine>();
            foreach (var name in options.Engines) engines.Add(await AllEngines.PrepareAsync(name, work));
            await using var broker = await Broker.StartAsync(Path.Combine(work, "kafka"));
            return await new Comparison(options, broker, work, engines).RunAsync() ? 0 : 1;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private async Task<bool> RunAsync()
    {
        Console.WriteLine($"broker at {_broker.Bootstrap}; {_options.Rounds} rounds of {string.Join(", ", _engines.Select(e => e.Title))}");
        var results = new ComparisonResults(_options, _engines);
        await CheckAsync(results);
        foreach (var density in _options.Densities)
        {
            var input = await FillAsync($"{density:N0} events per second of event time", _options.Events, density);
            for (var round = 0; round < _options.Rounds; round++)
            {
                foreach (var engine in _engines) results.Add(input, engine, await RunOnceAsync(engine, input, results, (long)(_options.Events * _options.WarmShare)));
            }
            await _broker.DeleteTopicsAsync(input.Topic);
        }
        if (_options.WriteDocs) results.WriteDocs();
        if (_options.LiveRate > 0) await MeasureLatencyAsync(results);
        if (_options.WriteDocs) results.WriteDocs();
        results.Print();
        return results.TotalsAgree;
    }

    /// <summary>250,000 events over 104 minutes: buckets leave the windows, and whoever forgets to subtract them is found.</summary>
    private async Task CheckAsync(ComparisonResults results)
    {
        var input = await FillAsync("check", CheckEvents, CheckDensity);
        foreach (var engine in _engines.Where(e => e.HasTotals(input))) await RunOnceAsync(engine, input, results, warm: 1);
        await _broker.DeleteTopicsAsync(input.Topic);
    }

    private async Task<Input> FillAsync(string name, long events, double density)
    {
        var topic = $"{Prefix}{++_runs}-events";
        var input = await TopicLoader.FillAsync(_broker, name, topic, TopicLoader.Traffic(events, density, _options.Partitions));
        Console.WriteLine($"{name}: {input.Events:N0} events, {input.Bytes / input.Events} bytes each, {input.Counted:N0} counted");
        return input;
    }

    /// <summary>One run; one that fails is said and done again, once.</summary>
    private async Task<Measurement> RunOnceAsync(IEngine engine, Input input, ComparisonResults results, long warm)
    {
        try
        {
            return await TryRunAsync(engine, input, results, warm);
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException)
        {
            Console.WriteLine($"  {engine.Title} failed, once more: {e.Message}");
            return await TryRunAsync(engine, input, results, warm);
        }
    }

    private async Task<Measurement> TryRunAsync(IEngine engine, Input input, ComparisonResults results, long warm)
    {
        var request = NewRequest(input, warm);
        try
        {
            var brokerCpu = _broker.CpuSeconds;
            var measurement = await engine.RunAsync(request) is var m ? m with { BrokerCpuSeconds = _broker.CpuSeconds - brokerCpu } : m;
            if (engine.HasTotals(input)) results.Check(input, engine, Totals.Read(request.Results));
            if (measurement.WarmEvents == 0) throw new InvalidOperationException($"{engine.Title}: no steady state was seen in {input.Events:N0} events; take more");
            Console.WriteLine($"  {engine.Title,-32} {measurement.SteadyRate,12:N0} /s steady, {measurement.WholeRate,12:N0} /s whole, {measurement.SteadyCpuPerMillion,6:F2} CPU s/M, {measurement.PeakRssKb / 1024,6:N0} MB, {measurement.Emitted,12:N0} results");
            return measurement;
        }
        finally
        {
            await CleanAsync(request);
        }
    }

    private async Task MeasureLatencyAsync(ComparisonResults results)
    {
        foreach (var engine in _engines.Where(e => e.CanRunLive))
        {
            var live = new PacedTraffic(_broker, $"{Prefix}{++_runs}-live", _options);
            await live.PrepareAsync();
            var request = NewRequest(live.Input, warm: 1) with { Live = live.RunAsync, TickMs = _options.LiveTickMs };
            try
            {
                results.AddLive(engine, await engine.RunAsync(request));
            }
            finally
            {
                await CleanAsync(request);
                await _broker.DeleteTopicsAsync(live.Input.Topic);
            }
        }
    }

    private RunRequest NewRequest(Input input, long warm)
    {
        var run = $"{Prefix}{++_runs}";
        return new RunRequest(_broker, input, run, Directory.CreateDirectory(Path.Combine(_work, run)).FullName, warm);
    }

    private async Task CleanAsync(RunRequest request)
    {
        await _broker.DeleteTopicsAsync(request.Run + "-");
        Directory.Delete(request.Folder, recursive: true);
    }
}

using System.Globalization;
using System.Text;
using Prometheus;
using StreamEngine.Host.Api;
using Xunit;

namespace StreamEngine.Tests.Api;

public sealed class CollectorPausesTests
{
    private const string Count = "streamengine_gc_pause_seconds_count ", Longest = "streamengine_gc_pause_longest_seconds ";

    [Fact(Timeout = 60_000)]
    public async Task Every_stop_by_the_collector_is_told()
    {
        var registry = Metrics.NewCustomRegistry();
        using var pauses = new CollectorPauses(Metrics.WithCustomRegistry(registry));
        var stop = TestContext.Current.CancellationToken;
        // The runtime hands its events on a little later.
        while (await ValueAsync(registry, Count, stop) < 2) GC.Collect();
        Assert.InRange(await ValueAsync(registry, Longest, stop), double.Epsilon, 60);
    }

    private static async Task<double> ValueAsync(CollectorRegistry registry, string metric, CancellationToken stop)
    {
        using var text = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(text, stop);
        var line = Encoding.UTF8.GetString(text.ToArray()).Split('\n').Single(l => l.StartsWith(metric, StringComparison.Ordinal));
        return double.Parse(line[metric.Length..], CultureInfo.InvariantCulture);
    }
}

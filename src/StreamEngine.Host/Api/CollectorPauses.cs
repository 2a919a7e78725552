using System.Diagnostics.Tracing;
using Prometheus;

namespace StreamEngine.Host.Api;

/// <summary>Keeps how long the garbage collector stopped every thread, as the runtime's own events tell it; they come a fraction of a second later.</summary>
internal sealed class CollectorPauses : EventListener
{
    private const string Runtime = "Microsoft-Windows-DotNETRuntime";
    private const uint ForCollection = 1, ForItsPreparation = 6;
    private const EventKeywords Collections = (EventKeywords)0x1;

    private readonly Histogram _pauses;
    private readonly Gauge _longest;
    private DateTime _begin;

    public CollectorPauses(IMetricFactory metrics)
    {
        _pauses = metrics.CreateHistogram("streamengine_gc_pause_seconds", "Stops of all threads by the garbage collector.",
            new HistogramConfiguration { Buckets = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1] });
        _longest = metrics.CreateGauge("streamengine_gc_pause_longest_seconds", "The longest of them since the start.");
        if (EventSource.GetSources().FirstOrDefault(s => s.Name == Runtime) is { } runtime) EnableEvents(runtime, EventLevel.Informational, Collections);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName is not { } name) return;
        if (name.StartsWith("GCSuspendEEBegin", StringComparison.Ordinal))
        {
            var reason = Convert.ToUInt32(eventData.Payload![0]);
            _begin = reason is ForCollection or ForItsPreparation ? eventData.TimeStamp : default;
        }
        else if (name.StartsWith("GCRestartEEEnd", StringComparison.Ordinal) && _begin != default)
        {
            var seconds = (eventData.TimeStamp - _begin).TotalSeconds;
            _begin = default;
            _pauses.Observe(seconds);
            if (seconds > _longest.Value) _longest.Set(seconds);
        }
    }
}

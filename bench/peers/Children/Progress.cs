using System.Diagnostics;
using System.Globalization;

namespace StreamEngine.Peers.Children;

/// <summary>
/// How many events have been read, and when: a timer looks at the readers' counters every 5 ms, so that start-up, steady state and total can be told apart
/// without a cost per event.
/// </summary>
internal sealed class Progress
{
    /// <summary>A counter of one thread.</summary>
    public sealed class Counter
    {
        private long _count;

        public long Value => Volatile.Read(ref _count);

        public void Add(long count) => Volatile.Write(ref _count, _count + count);
    }

    private readonly List<Counter> _counters = [];
    private readonly long _warm;
    private volatile bool _ended;
    private long _firstMs, _warmMs, _warmEvents;
    private TimeSpan _warmCpu;

    public Progress(long warm)
    {
        _warm = warm;
        _ = WatchAsync();
    }

    private static long NowMs => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private static TimeSpan Cpu => Process.GetCurrentProcess().TotalProcessorTime;

    public Counter NewCounter()
    {
        var counter = new Counter();
        lock (_counters) _counters.Add(counter);
        return counter;
    }

    /// <summary>The report of a run that has just ended, without its braces.</summary>
    public string Report()
    {
        var (endMs, cpu) = (NowMs, Cpu);
        _ended = true;
        return string.Create(CultureInfo.InvariantCulture,
            $"\"first_ms\":{_firstMs},\"warm_ms\":{_warmMs},\"warm_events\":{_warmEvents},\"warm_cpu_s\":{_warmCpu.TotalSeconds:F3},\"end_ms\":{endMs},\"cpu_s\":{cpu.TotalSeconds:F3},\"events\":{Events()},\"peak_rss_kb\":{PeakKb()}");
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (_warmMs == 0 && !_ended && await timer.WaitForNextTickAsync())
        {
            var (now, events) = (NowMs, Events());
            if (_firstMs == 0 && events > 0) _firstMs = now;
            if (events < _warm || events == 0) continue;
            (_warmCpu, _warmEvents, _warmMs) = (Cpu, events, now);
        }
    }

    private long Events()
    {
        lock (_counters) return _counters.Sum(c => c.Value);
    }

    private static long PeakKb() => ProcessUsage.Of(Environment.ProcessId).PeakKb;
}

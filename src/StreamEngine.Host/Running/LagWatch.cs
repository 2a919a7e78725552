using StreamEngine.ClickHouse.Writing;
using StreamEngine.Kafka.Lag;
using StreamEngine.Kafka.Source;
using StreamEngine.Pipeline;

namespace StreamEngine.Host.Running;

/// <summary>Looks at the lag of every partition once a second and judges it by the last half minute. Written by one task, read by any.</summary>
internal sealed class LagWatch
{
    /// <summary>Samples of the window: half a minute tells a burst from a consumer that does not keep up.</summary>
    private const int Window = 30;

    private readonly KafkaEventSource _source;
    private readonly EngineRun _run;
    private readonly List<LagSample>[] _samples;
    private readonly long[] _events;
    private volatile PartitionReport[] _latest = [];
    private double _secondsMaximum;

    public LagWatch(KafkaEventSource source, EngineRun run)
    {
        _source = source;
        _run = run;
        _samples = [.. Enumerable.Range(0, source.Partitions).Select(_ => new List<LagSample>())];
        _events = new long[source.Partitions];
    }

    /// <summary>Every partition as of the last sample.</summary>
    public IReadOnlyList<PartitionReport> Partitions => _latest;

    /// <summary>The partitions together: all messages, the oldest record, the worst verdict.</summary>
    public LagReport Total => new(_latest.Sum(p => p.Messages), _latest.Select(p => p.Seconds).DefaultIfEmpty().Max(), LagVerdicts.Name(Worst));

    /// <summary>The worst verdict.</summary>
    public LagVerdict Worst { get; private set; }

    /// <summary>The largest lag in seconds of any sample.</summary>
    public double SecondsMaximum => Volatile.Read(ref _secondsMaximum);

    /// <summary>Takes a sample.</summary>
    public void Sample(DateTimeOffset now)
    {
        var counters = _run.Counters;
        var worst = LagVerdict.Ok;
        _latest = [.. Enumerable.Range(0, _samples.Length).Select(p => Sample(p, counters[p], now, ref worst))];
        Worst = worst;
        Volatile.Write(ref _secondsMaximum, Math.Max(_secondsMaximum, _latest.Max(p => p.Seconds)));
    }

    /// <summary>Hands the last sample to the table that keeps it, one row per partition and minute.</summary>
    public void WriteTo(ClickHouseRowWriter? table, DateTimeOffset now)
    {
        if (table is null) return;
        foreach (var p in _latest)
        {
            table.TryWrite(new EngineLagRow(p.Partition, now.ToUnixTimeMilliseconds(), p.Messages, p.Seconds, p.EventTimeLagSeconds ?? 0, p.LastTick ?? 0, p.Silent, p.Verdict));
        }
    }

    private PartitionReport Sample(int partition, LaneCounters counters, DateTimeOffset now, ref LagVerdict worst)
    {
        var progress = _run.Progress(partition);
        var lag = _source.Lag(partition, progress.NextOffset);
        var window = _samples[partition];
        if (window.Count == Window) window.RemoveAt(0);
        // A partition of a bounded run that has ended is not polled any more, and need not be.
        window.Add(new LagSample(now, lag, progress.HasEnded ? null : _source.LastPoll, counters.LimitReached || _run.MergeLimitReached));
        var verdict = LagVerdicts.Of(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(window));
        if (verdict > worst) worst = verdict;
        var events = counters.Records - counters.Heartbeats;
        var silent = lag.Messages == 0 && events == _events[partition];
        _events[partition] = events;
        return new PartitionReport(partition, progress.NextOffset, lag.Messages, lag.Seconds(now),
            progress.EventTime is { } time ? Math.Max(0, now.ToUnixTimeMilliseconds() - time) / 1000.0 : null,
            progress.EventTime, progress.LastTick, silent, LagVerdicts.Name(verdict));
    }
}

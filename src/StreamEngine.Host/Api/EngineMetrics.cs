using Prometheus;
using StreamEngine.Host.Running;

namespace StreamEngine.Host.Api;

/// <summary>The engine's metrics: taken from its status whenever they are asked for.</summary>
internal sealed class EngineMetrics(IMetricFactory metrics)
{
    private readonly Counter _events = metrics.CreateCounter("streamengine_events_total", "Records by what became of them.", ["outcome"]);
    private readonly Counter _deadLetters = metrics.CreateCounter("streamengine_dead_letters_total", "Dead letters by reason.", ["reason"]);
    private readonly Counter _late = metrics.CreateCounter("streamengine_late_events_total", "Applied events that were too old for a window.", ["window"]);
    private readonly Counter _limits = metrics.CreateCounter("streamengine_limits_total", "What limits have cost; anything but 0 means DEGRADED or cut sums.", ["limit"]);
    private readonly Counter _changes = metrics.CreateCounter("streamengine_tier_changes_total", "Tier changes that are on their topic.");
    private readonly Counter _rows = metrics.CreateCounter("streamengine_rows_written_total", "Rows that their sink has acknowledged.");
    private readonly Gauge _rowsWaiting = metrics.CreateGauge("streamengine_rows_waiting", "Rows that wait for their sink.");
    private readonly Gauge _tick = metrics.CreateGauge("streamengine_last_tick_seconds", "The last tick put out, seconds since the Unix epoch.");
    private readonly Gauge _entities = metrics.CreateGauge("streamengine_tier_entities", "Entities that have changed tier at least once, by present tier.", ["kind", "tier"]);
    private readonly Gauge _messages = metrics.CreateGauge("streamengine_lag_messages", "Records that are not processed.", ["partition"]);
    private readonly Gauge _seconds = metrics.CreateGauge("streamengine_lag_seconds", "Age of the next unprocessed record.", ["partition"]);
    private readonly Gauge _verdict = metrics.CreateGauge("streamengine_lag_verdict", "1 for the partition's present verdict.", ["partition", "verdict"]);
    private readonly Gauge _clickHouse = metrics.CreateGauge("streamengine_clickhouse_reachable", "1 while ClickHouse takes rows.");
    private readonly Gauge _latency = metrics.CreateGauge("streamengine_tier_change_latency_seconds", "From a tick to its acknowledged tier changes.", ["quantile"]);

    private readonly Counter _checkpoints = metrics.CreateCounter("streamengine_checkpoints_total", "Checkpoints made by this process.");
    private readonly Gauge _checkpointBytes = metrics.CreateGauge("streamengine_checkpoint_bytes", "What the last checkpoint added to its store.");
    private readonly Gauge _checkpointSeconds = metrics.CreateGauge("streamengine_checkpoint_seconds", "From the cut of the last checkpoint until it was durable.");
    private readonly Gauge _checkpointPause = metrics.CreateGauge("streamengine_checkpoint_pause_seconds", "The longest that a lane or the merge was busy saving itself for it.");

    /// <summary>Takes over a status.</summary>
    public void Take(StatusReport status)
    {
        _events.WithLabels("applied").IncTo(status.Applied);
        _events.WithLabels("heartbeat").IncTo(status.Heartbeats);
        _events.WithLabels("duplicate").IncTo(status.Duplicate);
        _events.WithLabels("too_late").IncTo(status.TooLate);
        _events.WithLabels("unknown_type").IncTo(status.UnknownType);
        _events.WithLabels("dead_letter").IncTo(status.DeadLetters);
        _events.WithLabels("tombstone").IncTo(status.Tombstones);
        _limits.WithLabels("entity_refused").IncTo(status.Limits.EntityRefused);
        _limits.WithLabels("deduplication_evicted").IncTo(status.Limits.DeduplicationEvicted);
        _limits.WithLabels("pairs_evicted").IncTo(status.Limits.PairsEvicted);
        _limits.WithLabels("decisions_evicted").IncTo(status.Limits.DecisionsEvicted);
        _limits.WithLabels("distinct_evicted").IncTo(status.Limits.DistinctEvicted);
        _limits.WithLabels("campaign_refused").IncTo(status.Limits.CampaignRefused);
        _limits.WithLabels("saturated").IncTo(status.Limits.Saturated);
        foreach (var (reason, count) in status.DeadLettersByReason) _deadLetters.WithLabels(reason).IncTo(count);
        _late.WithLabels("hour").IncTo(status.LateMinute);
        _late.WithLabels("day").IncTo(status.LateHour);
        _changes.IncTo(status.TierChanges);
        _rows.IncTo(status.RowsWritten);
        _rowsWaiting.Set(status.RowsWaiting);
        if (status.LastTick is { } tick) _tick.Set(tick / 1000.0);
        foreach (var (kind, tiers) in status.Tiers)
        {
            foreach (var (tier, count) in tiers) _entities.WithLabels(kind, tier).Set(count);
        }
        foreach (var partition in status.Partitions) Take(partition);
        if (status.ClickHouse is { } clickHouse) _clickHouse.Set(clickHouse.Reachable ? 1 : 0);
        if (status.Checkpoint is { } checkpoint) Take(checkpoint);
        if (status.Latency.TierChangeP50Ms is { } p50) _latency.WithLabels("0.5").Set(p50 / 1000);
        if (status.Latency.TierChangeP99Ms is { } p99) _latency.WithLabels("0.99").Set(p99 / 1000);
    }

    private void Take(CheckpointReport checkpoint)
    {
        _checkpoints.IncTo(checkpoint.Count);
        _checkpointBytes.Set(checkpoint.Bytes);
        _checkpointSeconds.Set(checkpoint.DurationMs / 1000);
        _checkpointPause.Set(checkpoint.PauseMs / 1000);
    }

    private void Take(PartitionReport partition)
    {
        var number = partition.Partition.ToString();
        _messages.WithLabels(number).Set(partition.Messages);
        _seconds.WithLabels(number).Set(partition.Seconds);
        foreach (var labels in _verdict.GetAllLabelValues().Where(l => l[0] == number && l[1] != partition.Verdict).ToList()) _verdict.RemoveLabelled(labels);
        _verdict.WithLabels(number, partition.Verdict).Set(1);
    }
}

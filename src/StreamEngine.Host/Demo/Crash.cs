using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using StreamEngine.Kafka.Lag;
using StreamEngine.Kafka.Publishing;

namespace StreamEngine.Host.Demo;

/// <summary>The crash that a demo is asked for: kills the engine once, starts it again as it was, tells of it, and counts at the end what is left.</summary>
internal sealed class Crash(DemoWorld world, TimeSpan after, TimeProvider time)
{
    /// <summary>How long its last news are shown.</summary>
    private static readonly TimeSpan NewsFor = TimeSpan.FromSeconds(10);

    /// <summary>How long the embedded broker may take to answer, on a machine that has much else to do.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private long? _killed;
    private long? _tick;
    private TimeSpan? _recovery;
    private TimeSpan _after;

    /// <summary>What has happened; null before and some time after it.</summary>
    public string? News { get; private set; }

    /// <summary>Whether the engine was killed.</summary>
    public bool Happened => _killed is not null;

    /// <summary>Whether the engine is to be killed now.</summary>
    /// <param name="up">Since when it is up.</param>
    public bool IsDue(TimeSpan up) => _killed is null && up >= after;

    /// <summary>Kills the engine; returns when it is dead.</summary>
    public async Task KillAsync(TimeSpan up, long? tick)
    {
        var process = world.Engine!.Id;
        (_killed, _after, _tick) = (time.GetTimestamp(), up, tick);
        await world.KillEngineAsync();
        News = $"killed the engine (process {process}) with SIGKILL, starting it again";
    }

    /// <summary>Looks whether the engine goes on.</summary>
    /// <param name="tick">The last tick that it has put out.</param>
    public void Observe(long? tick)
    {
        if (_killed is not { } killed) return;
        if (_recovery is null && tick > (_tick ?? 0))
        {
            _recovery = time.GetElapsedTime(killed);
            News = string.Create(CultureInfo.InvariantCulture, $"the engine (process {world.Engine!.Id}) goes on from its checkpoint, {_recovery.Value.TotalSeconds:F1} s after the kill");
        }
        else if (_recovery is { } recovery && time.GetElapsedTime(killed) - recovery > NewsFor) News = null;
    }

    /// <summary>Counts what is left, when the engine has ended.</summary>
    /// <exception cref="Kafka.KafkaFault">The broker does not answer.</exception>
    public async Task<DemoCrash> CountAsync(CancellationToken stop)
    {
        var kafka = world.Kafka with { StartTimeout = Patience };
        var changes = await FactCount.OfAsync(kafka, kafka.TierChangesTopic, IsWhole, NullLogger.Instance, stop);
        using var lag = await GroupLag.OpenAsync(kafka, NullLogger.Instance, stop);
        var partitions = await Task.Run(lag.Read, stop);
        return new DemoCrash
        {
            AfterSeconds = Math.Round(_after.TotalSeconds, 2),
            RecoverySeconds = _recovery is { } recovery ? Math.Round(recovery.TotalSeconds, 2) : null,
            EventsSent = partitions.Sum(p => p.HighWatermark),
            EventsRead = partitions.Sum(p => p.Position),
            EventsAccountedFor = world.Engine?.Summary?.GetProperty("events").GetInt64(),
            TierChangesOnTopic = changes.Records,
            TierChangesDistinct = changes.Distinct,
            TierChangesBroken = changes.Broken,
        };
    }

    private static bool IsWhole(string id, ReadOnlyMemory<byte> value)
    {
        try
        {
            using var json = JsonDocument.Parse(value);
            return TierChangeReader.Read(json.RootElement).ChangeId == id;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }
}

using StreamEngine.Kafka.Publishing;
using StreamEngine.Simulator;
using StreamEngine.Simulator.Pacing;

namespace StreamEngine.Host.Demo;

/// <summary>The simulated platform as a producer: a paced simulation into the topic of events, never far ahead of the engine. Runs on a task of its own.</summary>
internal sealed class Traffic
{
    /// <summary>Records that may be on their way to the broker: little against what it keeps.</summary>
    private const int OnTheirWay = 4_000;

    private readonly KafkaTrafficWriter _writer;
    private readonly PacedRun _run;
    private readonly TimeProvider _time;
    private readonly long _evening;
    private bool _inEvening;
    private long _sent;

    public Traffic(Simulation simulation, double speed, int partitions, KafkaTrafficWriter writer, TimeProvider time)
    {
        Simulation = simulation;
        InFlight = new InFlight(partitions);
        _writer = writer;
        _time = time;
        _evening = simulation.Evening.ToUnixTimeMilliseconds();
        _run = new PacedRun(simulation, new PaceOptions { Speed = speed }, Send, time);
    }

    /// <summary>The platform; its counts may be read while it runs.</summary>
    public Simulation Simulation { get; }

    /// <summary>What the engine has not processed yet.</summary>
    public InFlight InFlight { get; }

    /// <summary>Simulated time, ms since the Unix epoch; 0 before the first record.</summary>
    public long SimulatedTime => _run.SimulatedTime;

    /// <summary>Sends until the simulation ends, and returns when the broker has everything.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="Kafka.KafkaFault">The broker does not take the records.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        await _run.RunAsync(stop);
        await _writer.FlushAsync(stop);
    }

    private bool Send(in SimulatedRecord record)
    {
        if (!_inEvening && record.Time >= _evening && !InFlight.IsEmpty) return false; // nobody wants to miss the opening: it waits until the history is done
        _inEvening = record.Time >= _evening;
        // Far below what the client's own queue takes, so that it never refuses what has been counted.
        if (_sent - _writer.Written >= OnTheirWay || !InFlight.TryEnter(record.Partition, record.Value.Length)) return false;
        // When the gateway took it is in the event, as `received`. The record's own timestamp is when it is sent, so that lag in seconds is true; the engine
        // goes by the earlier of the two, so with a clock that is behind the simulated evening it is the gateway's time here too.
        var sent = Math.Max(record.Timestamp, _time.GetUtcNow().ToUnixTimeMilliseconds());
        if (!_writer.TryWrite(record.Partition, record.Key, record.Value, sent)) throw new InvalidOperationException("the client's queue is full of a few thousand records");
        _sent++;
        return true;
    }
}

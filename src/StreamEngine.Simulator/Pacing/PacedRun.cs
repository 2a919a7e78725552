using System.ComponentModel.DataAnnotations;

namespace StreamEngine.Simulator.Pacing;

/// <summary>
/// Releases the records of a simulation in fast motion. It owns the simulation while it runs; the counts may be read from another thread for display.
/// The records are the same at any speed.
/// </summary>
public sealed class PacedRun
{
    private const int RecordsBetweenChecks = 1024;

    private readonly Simulation _simulation;
    private readonly PaceOptions _options;
    private readonly RecordSink _sink;
    private readonly TimeProvider _time;
    private readonly long _evening;
    private long _anchorTime;
    private long _anchorStamp;
    private bool _inEvening;
    private double _allowance;
    private long _allowanceStamp;
    private long _simulatedTime;

    /// <summary>Prepares a run.</summary>
    /// <exception cref="ValidationException">An option is out of range.</exception>
    public PacedRun(Simulation simulation, PaceOptions options, RecordSink sink, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        _simulation = simulation;
        _options = options;
        _sink = sink;
        _time = time;
        _evening = simulation.Evening.ToUnixTimeMilliseconds();
    }

    /// <summary>The time of the record released last, ms of simulated time; 0 before the first. May be read from any thread.</summary>
    public long SimulatedTime => Volatile.Read(ref _simulatedTime);

    /// <summary>Runs to the end of the simulation or until <paramref name="stop"/>; on the calling thread up to the first pause, so start it on one that may be kept busy.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        if (!_simulation.MoveNext()) return;
        Anchor(_simulation.Current.Time);
        _allowanceStamp = _anchorStamp;
        _allowance = 1;
        while (ReleaseDue(stop))
        {
            await Task.Delay(_options.Pause, _time, stop).ConfigureAwait(false);
            Allow();
        }
    }

    /// <summary>Releases what is due; false when there is nothing left.</summary>
    private bool ReleaseDue(CancellationToken stop)
    {
        for (int n = 0; ; n++)
        {
            if (n % RecordsBetweenChecks == 0) stop.ThrowIfCancellationRequested();
            SimulatedRecord record = _simulation.Current;
            bool evening = record.Time >= _evening;
            if (evening && !_inEvening) Anchor(_evening); // the evening begins when its first record is taken: a sink may hold it back
            if (_options.MaximumRate > 0 && _allowance < 1) return true;
            if (!IsDue(record.Time) || !_sink(in record)) return true;
            _inEvening = evening;
            _allowance--;
            Volatile.Write(ref _simulatedTime, record.Time);
            if (!_simulation.MoveNext()) return false;
        }
    }

    private bool IsDue(long time)
    {
        double speed = _inEvening ? _options.Speed : _options.HistorySpeed;
        return speed == 0 || time - _anchorTime <= _time.GetElapsedTime(_anchorStamp).TotalMilliseconds * speed;
    }

    /// <summary>From now on simulated time runs from <paramref name="time"/> on.</summary>
    private void Anchor(long time)
    {
        _anchorTime = time;
        _anchorStamp = _time.GetTimestamp();
    }

    /// <summary>Unused allowance does not pile up beyond a few pauses, or a stall would be followed by a flood.</summary>
    private void Allow()
    {
        long now = _time.GetTimestamp();
        double rate = _options.MaximumRate;
        double most = Math.Max(1, rate * _options.Pause.TotalSeconds * 4);
        _allowance = Math.Min(most, _allowance + (rate * _time.GetElapsedTime(_allowanceStamp, now).TotalSeconds));
        _allowanceStamp = now;
    }
}

using StreamEngine.Events;
using StreamEngine.Simulator.Lines;

namespace StreamEngine.Simulator.Traffic;

/// <summary>What goes wrong between a phone and the topic: delays, events that arrive late, lines that break, records sent twice.</summary>
internal sealed class Mishaps(SimulatorOptions options, ulong seed)
{
    private const int SecondMs = 1000;
    private const long HourMs = 3600 * SecondMs;
    private const long DayMs = 24 * HourMs;
    private const int Bits = 24;

    private readonly Redeliveries _redeliveries = new();
    private readonly int _late = Threshold(options.LateShare);
    private readonly int _broken = Threshold(options.LateShare) + Threshold(options.BrokenShare);
    private readonly int _twice = Threshold(options.DuplicateShare);
    private SplitMix64 _rng = new(seed);

    /// <summary>Milliseconds from the phone to the gateway: mostly some tens, some hundreds for one of sixteen.</summary>
    public int GatewayDelay()
    {
        ulong bits = _rng.Next();
        int delay = 3 + (int)(bits & 63);
        return (bits & 0xF00) == 0 ? delay + (int)((bits >> 16) & 511) : delay;
    }

    /// <summary>What becomes of an event; a late one is moved back in time.</summary>
    public RecordNature Choose(ref Draft draft)
    {
        int die = (int)(_rng.Next() >> (64 - Bits));
        if (die >= _broken) return RecordNature.Traffic;
        if (die >= _late) return RecordNature.Broken;
        if (draft.Type is EventType.LiveStarted or EventType.LiveEnded or EventType.Violation) return RecordNature.Traffic;
        draft.Ts -= Lateness();
        return RecordNature.Late;
    }

    public void Break(LineBuffer line, EventWriter writer, long received) =>
        LineBreaker.Break(line, writer, received, options.Received, ref _rng);

    /// <summary>Some money events are kept to be sent once more.</summary>
    public void MayRepeat(ReadOnlySpan<byte> value, in Draft draft, int partition, long received)
    {
        if (_twice == 0 || draft.Type is < EventType.OrderCreated or > EventType.DisputeClosed) return;
        if ((int)(_rng.Next() >> (64 - Bits)) < _twice) _redeliveries.TryKeep(value, partition, draft.Merchant, received, ref _rng);
    }

    /// <summary>A record whose second sending is due.</summary>
    public bool TryRepeat(bool atTheEnd, LineBuffer line, out int partition, out int merchant, out long received)
    {
        (partition, merchant, received) = (-1, -1, 0);
        return !_redeliveries.IsEmpty && _redeliveries.TryTake(atTheEnd, line, out partition, out merchant, out received);
    }

    /// <summary>A tunnel, a flight, a phone in a drawer; one of a hundred comes when its month is over.</summary>
    private long Lateness()
    {
        int die = _rng.Below(100);
        return die < 70 ? _rng.Between(10 * SecondMs, 600 * SecondMs)
            : die < 90 ? _rng.Between(1, 5 * 3600) * (long)SecondMs
            : die < 99 ? (_rng.Between(1, 9) * DayMs) + _rng.Below((int)DayMs)
            : (_rng.Between(31, 40) * DayMs) + _rng.Below((int)DayMs);
    }

    private static int Threshold(double share) => (int)(share * (1 << Bits));
}

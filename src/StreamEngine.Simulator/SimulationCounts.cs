using StreamEngine.Events;

namespace StreamEngine.Simulator;

/// <summary>What a simulation has produced so far.</summary>
public sealed class SimulationCounts
{
    private readonly long[] _types = new long[Enum.GetValues<EventType>().Length];

    /// <summary>Sound events of a type, late ones included, second copies not.</summary>
    public long this[EventType type] => _types[(int)type];

    /// <summary>Records of all kinds.</summary>
    public long Records { get; private set; }

    /// <summary>Bytes of all values, ends of lines not counted.</summary>
    public long Bytes { get; private set; }

    /// <summary>Events that arrive late on purpose.</summary>
    public long Late { get; private set; }

    /// <summary>Second copies of money events.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Lines that are no valid event.</summary>
    public long Broken { get; private set; }

    /// <summary>Events of the stories.</summary>
    public long Story { get; private set; }

    /// <summary>Sound events: everything but duplicates, broken lines and heartbeats.</summary>
    public long Events => Records - Duplicates - Broken - _types[(int)EventType.Heartbeat];

    internal void Add(RecordNature nature, EventType type, int bytes)
    {
        Records++;
        Bytes += bytes;
        switch (nature)
        {
            case RecordNature.Duplicate: Duplicates++; return;
            case RecordNature.Broken: Broken++; return;
            case RecordNature.Late: Late++; break;
            case RecordNature.Story: Story++; break;
        }
        _types[(int)type]++;
    }
}

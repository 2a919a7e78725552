namespace StreamEngine.Simulator.Lines;

/// <summary>Records that a producer will send once more, because an acknowledgement got lost: kept until their turn comes.</summary>
internal sealed class Redeliveries
{
    private const int Capacity = 64;
    private const int LongestWait = 48;

    private readonly byte[][] _values = new byte[Capacity][];
    private readonly int[] _lengths = new int[Capacity];
    private readonly int[] _partitions = new int[Capacity];
    private readonly int[] _merchants = new int[Capacity];
    private readonly int[] _waits = new int[Capacity];
    private readonly long[] _received = new long[Capacity];
    private int _count;

    public bool IsEmpty => _count == 0;

    /// <summary>Keeps a copy; false when too many wait already.</summary>
    public bool TryKeep(ReadOnlySpan<byte> value, int partition, int merchant, long received, ref SplitMix64 rng)
    {
        if (_count == Capacity) return false;
        if (_values[_count] is null || _values[_count].Length < value.Length) _values[_count] = new byte[Math.Max(1024, value.Length)];
        value.CopyTo(_values[_count]);
        _lengths[_count] = value.Length;
        _partitions[_count] = partition;
        _merchants[_count] = merchant;
        _received[_count] = received;
        _waits[_count++] = 1 + rng.Below(LongestWait);
        return true;
    }

    /// <summary>Counts one record that went out, and copies a record whose wait is over (at the end: any) to the line.</summary>
    public bool TryTake(bool atTheEnd, LineBuffer line, out int partition, out int merchant, out long received)
    {
        int due = -1;
        for (int i = 0; i < _count; i++)
            if (--_waits[i] <= 0 || atTheEnd) due = i;
        partition = merchant = -1;
        received = 0;
        if (due < 0) return false;
        line.Clear();
        line.Raw(_values[due].AsSpan(0, _lengths[due]));
        (partition, merchant, received) = (_partitions[due], _merchants[due], _received[due]);
        _count--;
        (_values[due], _values[_count]) = (_values[_count], _values[due]);
        _lengths[due] = _lengths[_count];
        _partitions[due] = _partitions[_count];
        _merchants[due] = _merchants[_count];
        _received[due] = _received[_count];
        _waits[due] = _waits[_count];
        return true;
    }
}

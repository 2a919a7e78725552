namespace StreamEngine.Kafka.Source;

/// <summary>
/// Which timestamp belongs to which offset, one mark per batch, so that lag can be told in seconds for a lane that is somewhere within what it was given.
/// Holds a fixed number of marks: when they are full every second one goes, which makes answers older by a batch or so, never newer. Not thread-safe.
/// </summary>
internal sealed class TimestampMarks(int capacity = 128)
{
    private readonly (long Offset, long Timestamp)[] _marks = new (long, long)[capacity];
    private int _count;

    /// <summary>Notes the first record of a batch.</summary>
    public void Add(long offset, long timestamp)
    {
        if (_count == _marks.Length)
        {
            for (var i = 1; 2 * i < _count; i++) _marks[i] = _marks[2 * i];
            _count = (_count + 1) / 2;
        }

        _marks[_count++] = (offset, timestamp);
    }

    /// <summary>The timestamp of the last mark at or before an offset; null if there is none.</summary>
    public long? At(long offset)
    {
        for (var i = _count - 1; i >= 0; i--)
        {
            if (_marks[i].Offset <= offset) return _marks[i].Timestamp;
        }

        return null;
    }
}

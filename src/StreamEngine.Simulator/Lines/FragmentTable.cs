namespace StreamEngine.Simulator.Lines;

/// <summary>Ready-made pieces of JSON, end to end in one array: writing an event is copying pieces.</summary>
internal sealed class FragmentTable
{
    private byte[] _bytes;
    private int[] _starts;
    private int _count;

    public FragmentTable(int capacity, int bytesEach)
    {
        _bytes = new byte[Math.Max(64, checked(capacity * bytesEach))];
        _starts = new int[capacity + 1];
    }

    public int Count => _count;

    public ReadOnlySpan<byte> this[int i] => _bytes.AsSpan(_starts[i], _starts[i + 1] - _starts[i]);

    /// <summary>Adds the next piece, in the order of the indexes.</summary>
    public void Add(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> text, ReadOnlySpan<byte> suffix)
    {
        if (_count + 1 == _starts.Length) Array.Resize(ref _starts, _starts.Length * 2);
        int start = _starts[_count], length = prefix.Length + text.Length + suffix.Length;
        if (start + length > _bytes.Length) Array.Resize(ref _bytes, checked(Math.Max(start + length, (_bytes.Length / 2 * 3) + 1)));
        prefix.CopyTo(_bytes.AsSpan(start));
        text.CopyTo(_bytes.AsSpan(start + prefix.Length));
        suffix.CopyTo(_bytes.AsSpan(start + prefix.Length + text.Length));
        _starts[++_count] = start + length;
    }
}

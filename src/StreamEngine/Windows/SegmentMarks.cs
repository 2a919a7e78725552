using System.Numerics;
using System.Runtime.CompilerServices;

namespace StreamEngine.Windows;

/// <summary>
/// Which records of a table the next segment of a snapshot holds: those that changed since the last segment, and in turn one part of all the others, so that
/// the last <see cref="Cycle"/> segments together hold every record and older ones are not needed. A bit per record. Owned by one thread.
/// </summary>
internal sealed class SegmentMarks
{
    /// <summary>
    /// Segments that hold everything. At the default interval of 10 s, five minutes: what did not change is written that often, a thirty-second of it at a time.
    /// </summary>
    public const int Cycle = 32;

    private ulong[] _changed = new ulong[16];

    /// <summary>Notes that a record changed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Mark(int number)
    {
        var word = number >> 6;
        if (word >= _changed.Length) Grow(word);
        _changed[word] |= 1UL << number;
    }

    /// <summary>Whether a block of 64 records is written although it did not change.</summary>
    public static bool IsTurnOf(long block, int turn) => block % Cycle == turn;

    /// <summary>The numbers below <paramref name="count"/> that the segment of a turn (0..<see cref="Cycle"/>-1) holds, ascending; forgets what changed.</summary>
    public void Take(int turn, int count, List<int> into)
    {
        into.Clear();
        var words = (count + 63) >> 6;
        if (words > _changed.Length) Grow(words - 1);
        for (var word = 0; word < words; word++)
        {
            var set = IsTurnOf(word, turn) ? ulong.MaxValue : _changed[word];
            _changed[word] = 0;
            for (; set != 0; set &= set - 1)
            {
                var number = word << 6 | BitOperations.TrailingZeroCount(set);
                if (number < count) into.Add(number);
            }
        }
    }

    /// <summary>Forgets what changed.</summary>
    public void Clear() => Array.Clear(_changed);

    private void Grow(int word) => Array.Resize(ref _changed, Math.Max(word + 1, _changed.Length * 2));
}

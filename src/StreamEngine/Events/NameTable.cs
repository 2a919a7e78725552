using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace StreamEngine.Events;

/// <summary>
/// From names of at most 16 bytes to members of an enum: a perfect hash, one multiplication and one comparison of 16 bytes a look-up.
/// Immutable. A name is the member's in snake_case.
/// </summary>
internal sealed class NameTable<T> where T : struct, Enum
{
    /// <summary>The longest name that a table holds; no longer text is ever found.</summary>
    public const int LongestName = 16;

    private readonly T _missing;
    private readonly Vector128<byte>[] _names;
    private readonly T[] _members;
    private readonly ulong _multiplier;
    private readonly int _shift;

    /// <summary>A table of <paramref name="members"/>; any other text gives <paramref name="missing"/>.</summary>
    public NameTable(T missing, params ReadOnlySpan<T> members)
    {
        _missing = missing;
        // Four slots a name: a multiplier without collisions is found in some dozens of attempts.
        var bits = BitOperations.Log2((uint)members.Length) + 3;
        _shift = 64 - bits;
        _names = new Vector128<byte>[1 << bits];
        _members = new T[1 << bits];
        var names = new Vector128<byte>[members.Length];
        for (var i = 0; i < names.Length; i++) names[i] = Padded(Encoding.UTF8.GetBytes(SnakeCase.Of(members[i].ToString())));
        _multiplier = 0x9E3779B97F4A7C15; // odd, far from regular: the start of the search only
        while (!TryPlace(names, members)) _multiplier = _multiplier * 6364136223846793005 + 1442695040888963407;
    }

    /// <summary>The member that a text names.</summary>
    // A text that ends in NUL would look like the padding of a shorter one.
    public T Find(ReadOnlySpan<byte> text) => text.Length is 0 or > LongestName || text[^1] == 0 ? _missing : Find(Padded(text));

    /// <summary>
    /// The member that a text within a record names. Faster where 16 bytes of the record are left from the text's start on. There is no NUL in the text.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Find(ReadOnlySpan<byte> record, int start, int length)
    {
        if (length > LongestName) return _missing;
        if (start > record.Length - Vector128<byte>.Count) return Find(record.Slice(start, length));
        var inside = Vector128.GreaterThan(Vector128.Create((sbyte)length), Vector128<sbyte>.Indices).AsByte();
        return Find(Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(record), (nuint)start) & inside);
    }

    /// <summary>The member that a text of at most 16 bytes, none of them NUL, names; zeros behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Find(Vector128<byte> padded)
    {
        var slot = Slot(padded);
        return Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_names), slot) == padded
            ? Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_members), slot)
            : _missing;
    }

    private bool TryPlace(Vector128<byte>[] names, ReadOnlySpan<T> members)
    {
        Array.Clear(_names);
        Array.Fill(_members, _missing);
        for (var i = 0; i < names.Length; i++)
        {
            var slot = Slot(names[i]);
            if (_names[slot] != default) return false;
            _names[slot] = names[i];
            _members[slot] = members[i];
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private nuint Slot(Vector128<byte> padded)
    {
        var halves = padded.AsUInt64();
        return (nuint)((halves.ToScalar() + BitOperations.RotateLeft(halves.GetElement(1), 29)) * _multiplier >> _shift);
    }

    // Overlapping loads instead of a copy: nothing behind the text is read.
    private static Vector128<byte> Padded(ReadOnlySpan<byte> text)
    {
        var n = text.Length;
        ulong low, high = 0;
        if (n >= 8)
        {
            low = BinaryPrimitives.ReadUInt64LittleEndian(text);
            if (n > 8) high = BinaryPrimitives.ReadUInt64LittleEndian(text[(n - 8)..]) >> (8 * (16 - n));
        }
        else if (n >= 4)
        {
            low = BinaryPrimitives.ReadUInt32LittleEndian(text)
                | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(text[(n - 4)..]) << (8 * (n - 4)));
        }
        else
        {
            low = text[0] | ((ulong)text[n / 2] << (8 * (n / 2))) | ((ulong)text[n - 1] << (8 * (n - 1)));
        }

        return Vector128.Create(low, high).AsByte();
    }
}

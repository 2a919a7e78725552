using System.Buffers.Binary;
using StreamEngine.Entities;

namespace StreamEngine.Pipeline.Files;

/// <summary>Lines with their keys, one behind the other, as they wait in a <see cref="LineSpool"/>.</summary>
/// <param name="Bytes">Where they lie, from the beginning on.</param>
/// <param name="Length">How many bytes they take.</param>
internal readonly record struct LineEntries(byte[] Bytes, int Length)
{
    /// <summary>What is in front of the id: rank of the kind and bucket, lengths of id and line.</summary>
    private const int HeadBytes = 8 + 2 + 4;

    private const int KindBits = 8;

    private static readonly byte[] KindRanks = RankKindsByName();

    /// <summary>Bytes of an entry.</summary>
    public static int SizeOf(ReadOnlySpan<byte> id, ReadOnlySpan<byte> line) => HeadBytes + id.Length + line.Length;

    /// <summary>Writes an entry.</summary>
    public static void Write(Span<byte> entry, long bucket, EntityKind kind, ReadOnlySpan<byte> id, ReadOnlySpan<byte> line)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(entry, (ulong)bucket << KindBits | KindRanks[(int)kind]);
        BinaryPrimitives.WriteUInt16LittleEndian(entry[8..], (ushort)id.Length);
        BinaryPrimitives.WriteInt32LittleEndian(entry[10..], line.Length);
        id.CopyTo(entry[HeadBytes..]);
        line.CopyTo(entry[(HeadBytes + id.Length)..]);
    }

    /// <summary>Where the entries begin.</summary>
    public IEnumerable<int> Starts()
    {
        for (var at = 0; at < Length; at += HeadBytes + IdLength(at) + LineLength(at)) yield return at;
    }

    /// <summary>Bucket, then kind by name.</summary>
    public ulong Head(int entry) => BinaryPrimitives.ReadUInt64LittleEndian(Bytes.AsSpan(entry));

    public ReadOnlySpan<byte> Id(int entry) => Bytes.AsSpan(entry + HeadBytes, IdLength(entry));

    public ReadOnlySpan<byte> Line(int entry) => Bytes.AsSpan(entry + HeadBytes + IdLength(entry), LineLength(entry));

    /// <summary>Whether two entries have the same key.</summary>
    public bool AreSame(int one, int other) => Head(one) == Head(other) && Id(one).SequenceEqual(Id(other));

    private int IdLength(int entry) => BinaryPrimitives.ReadUInt16LittleEndian(Bytes.AsSpan(entry + 8));

    private int LineLength(int entry) => BinaryPrimitives.ReadInt32LittleEndian(Bytes.AsSpan(entry + 10));

    private static byte[] RankKindsByName()
    {
        var byName = Enum.GetValues<EntityKind>().OrderBy(EntityKinds.Name, StringComparer.Ordinal).ToList();
        return [.. Enum.GetValues<EntityKind>().Select(kind => (byte)byName.IndexOf(kind))];
    }
}

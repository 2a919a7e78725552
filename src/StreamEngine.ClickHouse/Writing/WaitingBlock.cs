using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using StreamEngine.ClickHouse.Schema;

namespace StreamEngine.ClickHouse.Writing;

/// <summary>
/// The block of bytes in which rows that are not acknowledged lie in a checkpoint. Version 1, all numbers little-endian:
/// <code>
/// "SEWR" | version u16 | sections u16 | highest tick taken i64 (-1: none)
/// section: length of the table's name u16 | name UTF-8 | layout u64 | rows u32
///   row: length i32 | length of its key i32 | version u64 | partition i32 | the row as <see cref="RowBytes"/> writes it
/// </code>
/// The layout is a hash of the names and types of the table's columns: rows of other columns are refused, not misread. A table may have several sections:
/// rows that wait and rows that are under way. Damage is for the store to notice; what is read here is checked as far as memory depends on it.
/// </summary>
internal static class WaitingBlock
{
    private const ushort Version = 1;
    private const int HeadBytes = 16, RowHeadBytes = 20;

    private static ReadOnlySpan<byte> Magic => "SEWR"u8;

    /// <summary>Writes the beginning of a block.</summary>
    public static void WriteHead(IBufferWriter<byte> to, int sections, long tick)
    {
        var head = to.GetSpan(HeadBytes);
        Magic.CopyTo(head);
        BinaryPrimitives.WriteUInt16LittleEndian(head[4..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(head[6..], (ushort)sections);
        BinaryPrimitives.WriteInt64LittleEndian(head[8..], tick);
        to.Advance(HeadBytes);
    }

    /// <summary>Writes the beginning of a section; exactly <paramref name="rows"/> rows follow through a <see cref="Writer"/>.</summary>
    public static void WriteSection(IBufferWriter<byte> to, Table table, int rows)
    {
        var name = Encoding.UTF8.GetByteCount(table.Name);
        var head = to.GetSpan(2 + name + 12);
        BinaryPrimitives.WriteUInt16LittleEndian(head, (ushort)name);
        Encoding.UTF8.GetBytes(table.Name, head[2..]);
        BinaryPrimitives.WriteUInt64LittleEndian(head[(2 + name)..], LayoutOf(table));
        BinaryPrimitives.WriteUInt32LittleEndian(head[(2 + name + 8)..], (uint)rows);
        to.Advance(2 + name + 12);
    }

    /// <summary>Reads a block: every row goes to <paramref name="take"/>, with its table. Nothing is taken of a block that is not whole.</summary>
    /// <returns>The highest tick whose rows the block's writer had taken; -1 for none.</returns>
    /// <exception cref="InvalidDataException">It is damaged, or of a version or of tables that this program does not have.</exception>
    public static long Read(ReadOnlySequence<byte> block, IReadOnlyCollection<Table> tables, Action<Table, ReadOnlyMemory<byte>, RowPlace> take)
    {
        if (block.IsEmpty) return -1;
        Walk(new WaitingBlockReader(block), tables, take: null);
        return Walk(new WaitingBlockReader(block), tables, take);
    }

    private static long Walk(WaitingBlockReader reader, IReadOnlyCollection<Table> tables, Action<Table, ReadOnlyMemory<byte>, RowPlace>? take)
    {
        if (!reader.Bytes(4).Span.SequenceEqual(Magic)) throw new InvalidDataException("waiting rows: this is not a block of them");
        var version = reader.UInt16();
        if (version != Version) throw new InvalidDataException($"waiting rows: version {version} of the block, this program reads {Version}");
        int sections = reader.UInt16();
        var tick = reader.Int64();
        for (; sections > 0; sections--)
        {
            var name = Encoding.UTF8.GetString(reader.Bytes(reader.UInt16()).Span);
            var table = tables.FirstOrDefault(t => t.Name == name) ?? throw new InvalidDataException("waiting rows: rows of a table that this program does not have");
            if (reader.UInt64() != LayoutOf(table))
                throw new InvalidDataException($"waiting rows: {name} had other columns when they were written; let the program that wrote them send them");
            for (var rows = reader.UInt32(); rows > 0; rows--)
            {
                var place = new RowPlace(reader.Int32(), reader.Int32(), reader.UInt64(), reader.Int32());
                if (place.Length < 0 || place.KeyLength < 0 || place.KeyLength > place.Length) throw new InvalidDataException("waiting rows: a length is damaged");
                if (take is null) reader.Skip(place.Length);
                else take(table, reader.Bytes(place.Length), place);
            }
        }
        if (!reader.IsAtEnd) throw new InvalidDataException("waiting rows: bytes after their end");
        return tick;
    }

    private static ulong LayoutOf(Table table) =>
        XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(string.Join('\n', table.Columns.Select(c => c.Name + ' ' + c.Type))));

    /// <summary>Writes the rows of a section.</summary>
    public readonly struct Writer(IBufferWriter<byte> to) : IRowReceiver
    {
        /// <inheritdoc/>
        public void Take(ReadOnlySpan<byte> row, in RowPlace place)
        {
            var span = to.GetSpan(RowHeadBytes + row.Length);
            BinaryPrimitives.WriteInt32LittleEndian(span, place.Length);
            BinaryPrimitives.WriteInt32LittleEndian(span[4..], place.KeyLength);
            BinaryPrimitives.WriteUInt64LittleEndian(span[8..], place.Version);
            BinaryPrimitives.WriteInt32LittleEndian(span[16..], place.Partition);
            row.CopyTo(span[RowHeadBytes..]);
            to.Advance(RowHeadBytes + row.Length);
        }
    }
}

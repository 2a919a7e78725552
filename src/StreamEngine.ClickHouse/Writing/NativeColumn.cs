using System.Buffers;
using System.Buffers.Binary;

namespace StreamEngine.ClickHouse.Writing;

/// <summary>
/// One column of an insert in ClickHouse's format Native, filled value by value from rows as <see cref="RowBytes"/> writes them. Its memory is used again
/// for the next insert. Not thread-safe.
/// </summary>
internal abstract class NativeColumn
{
    /// <summary>The column of a type of our tables.</summary>
    /// <exception cref="NotSupportedException">No table of ours has the type.</exception>
    public static NativeColumn Of(string type)
    {
        if (Inner(type, "Nullable") is { } nullable) return new NullableColumn(Of(nullable));
        if (Inner(type, "Array") is { } element) return new ArrayColumn(Of(element));
        if (type == "LowCardinality(String)") return new DictionaryColumn();
        if (type == "String") return new TextColumn();
        var bytes = type.Split('(')[0] switch
        {
            "Bool" => 1,
            "Date" => 2,
            "DateTime" or "UInt32" or "Int32" => 4,
            "DateTime64" or "UInt64" or "Int64" or "Float64" => 8,
            _ => throw new NotSupportedException($"a column of type {type}"),
        };
        return new FixedColumn(bytes);
    }

    /// <summary>Whether every value is the type's default, so that the insert need not have the column.</summary>
    public bool IsDefault { get; protected set; } = true;

    /// <summary>Forgets all values.</summary>
    public abstract void Clear();

    /// <summary>Takes the value that <paramref name="from"/> begins with; returns how many bytes it has there.</summary>
    public abstract int Append(ReadOnlySpan<byte> from);

    /// <summary>Takes the type's default: 0, an empty text or array, null.</summary>
    public abstract void AppendDefault();

    /// <summary>Writes what comes before the data, whatever the column is nested in.</summary>
    public virtual void WritePrefix(NativeBody to)
    {
    }

    /// <summary>Writes all values.</summary>
    public abstract void WriteData(NativeBody to);

    private static string? Inner(string type, string outer) =>
        type.StartsWith(outer, StringComparison.Ordinal) && type[outer.Length] == '(' ? type[(outer.Length + 1)..^1] : null;
}

/// <summary>Numbers and times: so many bytes a value. A column of defaults takes no memory, as most metrics of most inserts are.</summary>
internal sealed class FixedColumn(int size) : NativeColumn
{
    // Zero wherever no value was put, so that a default costs no write.
    private byte[] _bytes = [];
    private int _length;

    public override void Clear()
    {
        _bytes.AsSpan(0, Math.Min(_length, _bytes.Length)).Clear();
        _length = 0;
        IsDefault = true;
    }

    public override int Append(ReadOnlySpan<byte> from)
    {
        Ensure(_length + size);
        if (size == 8) BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(_length), BinaryPrimitives.ReadInt64LittleEndian(from));
        else from[..size].CopyTo(_bytes.AsSpan(_length));
        _length += size;
        IsDefault = false;
        return size;
    }

    public override void AppendDefault() => _length += size;

    public override void WriteData(NativeBody to)
    {
        Ensure(_length);
        to.Refer(_bytes.AsMemory(0, _length));
    }

    private void Ensure(int length)
    {
        if (length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(length, Math.Max(1024, _bytes.Length * 2)));
    }
}

/// <summary>Texts: length and bytes.</summary>
internal sealed class TextColumn : NativeColumn
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public override void Clear()
    {
        _bytes.ResetWrittenCount();
        IsDefault = true;
    }

    public override int Append(ReadOnlySpan<byte> from)
    {
        var length = NativeBody.ReadLength(from, out var head) + head;
        _bytes.Write(from[..length]);
        IsDefault = false;
        return length;
    }

    public override void AppendDefault() => _bytes.Write<byte>([0]);

    public override void WriteData(NativeBody to) => to.Refer(_bytes.WrittenMemory);
}

/// <summary>Values that may be null: a byte each says so, then all values.</summary>
internal sealed class NullableColumn(NativeColumn inner) : NativeColumn
{
    private readonly ArrayBufferWriter<byte> _nulls = new();

    public override void Clear()
    {
        _nulls.ResetWrittenCount();
        inner.Clear();
        IsDefault = true;
    }

    public override int Append(ReadOnlySpan<byte> from)
    {
        if (from[0] != 0)
        {
            AppendDefault();
            return 1;
        }
        _nulls.Write<byte>([0]);
        IsDefault = false;
        return 1 + inner.Append(from[1..]);
    }

    public override void AppendDefault()
    {
        _nulls.Write<byte>([1]);
        inner.AppendDefault();
    }

    public override void WritePrefix(NativeBody to) => inner.WritePrefix(to);

    public override void WriteData(NativeBody to)
    {
        to.Refer(_nulls.WrittenMemory);
        inner.WriteData(to);
    }
}

/// <summary>Arrays: where each ends, then all elements.</summary>
internal sealed class ArrayColumn(NativeColumn element) : NativeColumn
{
    private readonly FixedColumn _ends = new(8);
    private readonly byte[] _end = new byte[8];
    private ulong _elements;

    public override void Clear()
    {
        _ends.Clear();
        element.Clear();
        _elements = 0;
        IsDefault = true;
    }

    public override int Append(ReadOnlySpan<byte> from)
    {
        var count = NativeBody.ReadLength(from, out var at);
        for (var i = 0; i < count; i++) at += element.Append(from[at..]);
        _elements += (ulong)count;
        IsDefault &= count == 0;
        AppendDefault();
        return at;
    }

    public override void AppendDefault()
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_end, _elements);
        _ends.Append(_end);
    }

    public override void WritePrefix(NativeBody to) => element.WritePrefix(to);

    public override void WriteData(NativeBody to)
    {
        _ends.WriteData(to);
        if (_elements > 0) element.WriteData(to);
    }
}

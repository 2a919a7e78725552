using System.Buffers;
using System.Buffers.Binary;

namespace StreamEngine.ClickHouse.Writing;

/// <summary>
/// LowCardinality(String): the different texts once, then for every value which of them it is. In the format: a version before the data; then flags and the
/// width of a number, how many texts, the texts, how many values, their numbers.
/// </summary>
internal sealed class DictionaryColumn : NativeColumn
{
    private const ulong SharedDictionariesWithAdditionalKeys = 1;
    private const ulong HasAdditionalKeys = 1 << 9, NeedsUpdate = 1 << 10, NumbersOf32Bits = 2;

    private readonly Dictionary<byte[], uint> _numbers = new(Utf8Texts.Comparer);
    private readonly Dictionary<byte[], uint>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private readonly ArrayBufferWriter<byte> _texts = new();
    private readonly FixedColumn _values = new(4);
    private readonly byte[] _number = new byte[4];
    private ulong _count;


    public DictionaryColumn() => _lookup = _numbers.GetAlternateLookup<ReadOnlySpan<byte>>();

    public override void Clear()
    {
        _numbers.Clear();
        _texts.ResetWrittenCount();
        _values.Clear();
        _count = 0;
        IsDefault = true;
    }

    public override int Append(ReadOnlySpan<byte> from)
    {
        var length = NativeBody.ReadLength(from, out var head) + head;
        Add(from[..length]);
        IsDefault = false;
        return length;
    }

    public override void AppendDefault() => Add([0]);

    public override void WritePrefix(NativeBody to) => to.UInt64(SharedDictionariesWithAdditionalKeys);

    public override void WriteData(NativeBody to)
    {
        to.UInt64(HasAdditionalKeys | NeedsUpdate | NumbersOf32Bits);
        to.UInt64((ulong)_numbers.Count);
        to.Refer(_texts.WrittenMemory);
        to.UInt64(_count);
        _values.WriteData(to);
    }

    // With its length in front, as it is written.
    private void Add(ReadOnlySpan<byte> text)
    {
        if (!_lookup.TryGetValue(text, out var number))
        {
            number = (uint)_numbers.Count;
            _lookup[text] = number;
            _texts.Write(text);
        }
        BinaryPrimitives.WriteUInt32LittleEndian(_number, number);
        _values.Append(_number);
        _count++;
    }
}

using System.Runtime.Intrinsics;

namespace StreamEngine.Events;

/// <summary>Makes a shape of a record that is known to be a valid event: walks over it once, field by field.</summary>
internal ref struct ShapeBuilder
{
    /// <summary>Types whose own fields are more than integers with a range: what the type's own checks are called for.</summary>
    private const uint BindsOwn =
        1u << (int)EventType.Refund | 1u << (int)EventType.Complaint | 1u << (int)EventType.DisputeClosed | 1u << (int)EventType.Follow
        | 1u << (int)EventType.Violation;

    private readonly ReadOnlySpan<byte> _record;
    private readonly EventType _type;
    private readonly AlignedMemory _pieces = new(ShapeLanes.Count * RecordShape.PieceSize);
    private readonly ushort[] _before = new ushort[ShapeLanes.Count + 1];
    private readonly ushort[] _after = new ushort[ShapeLanes.Count];
    private readonly ushort[] _used = new ushort[ShapeLanes.Count];
    private readonly ushort[] _shortest = new ushort[ShapeLanes.Count];
    private readonly ushort[] _slack = new ushort[ShapeLanes.Count];
    private readonly byte[] _lanes = new byte[FieldNames.Count];
    private readonly List<RecordShape.Number> _numbers = [];
    private readonly List<RecordShape.OwnField> _own = [];
    private ulong _present;
    private bool _endsWithText;

    private ShapeBuilder(ReadOnlySpan<byte> record, EventType type)
    {
        _record = record;
        _type = type;
        Array.Fill(_lanes, (byte)RecordShape.NoLane);
    }

    /// <summary>
    /// Whether a record looks like one that a shape can be made of: no whitespace around its names, no signs, nothing nested. Asked first, because trying
    /// allocates, and a producer whose layout is none would be tried again and again.
    /// </summary>
    public static bool Fits(ReadOnlySpan<byte> record, RecordIndex index)
    {
        if (index.NameCount is 0 or > RecordShape.NoLane || record[0] != '{') return false;
        var opening = 1;
        for (var lane = 0; lane < index.NameCount; lane++)
        {
            var name = index.NameEnd(lane) - opening;
            if (name is < 1 or > RecordShape.LongestPiece - 6 || record[opening] != '"') return false;
            var value = opening + name + 2;
            var length = ValueLength(record[value..], RecordShape.LongestPiece - 6 - name);
            if (length < 0) return false;
            // The comma or brace, and the quote of the next name.
            opening = value + length + 1;
        }

        return opening == record.Length;
    }

    /// <summary>Bytes of a text, digits or a literal with a comma or brace right behind it; -1 for anything else. A literal has so much room in its piece.</summary>
    private static int ValueLength(ReadOnlySpan<byte> rest, int room)
    {
        var isNumber = char.IsAsciiDigit((char)rest[0]);
        var length = rest[0] switch
        {
            (byte)'"' => rest[1..].IndexOf((byte)'"') + 2,
            (byte)'t' or (byte)'f' or (byte)'n' when rest.IndexOfAny(",}"u8) is var literal && literal <= room => literal,
            _ => isNumber ? rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9') : rest.Length,
        };
        return length < rest.Length && rest[length] is ((byte)',' or (byte)'}') && !(isNumber && length > Digits.Most) ? length : -1;
    }

    /// <summary>
    /// The shape of <paramref name="record"/>, an event of <paramref name="type"/> with a clean <paramref name="index"/>; null when it has more fields, longer
    /// names or other values than shapes are made of, or whitespace.
    /// </summary>
    public static RecordShape? TryBuild(ReadOnlySpan<byte> record, RecordIndex index, EventType type, ShapeKey key)
    {
        if (key.Names is 0 or > RecordShape.NoLane || type == EventType.Decision || record[^1] != '}') return null;
        var builder = new ShapeBuilder(record, type);
        var at = 0;
        for (var lane = 0; lane < key.Names; lane++)
        {
            at = builder.Add(lane, at, index.NameEnd(lane));
            if (at < 0) return null;
        }

        var isLast = at == record.Length - (builder._endsWithText ? 2 : 1);
        return isLast ? builder.Build(key) : null;
    }

    /// <summary>Adds the field whose piece starts at <paramref name="at"/> and whose name ends at <paramref name="nameEnd"/>; returns where its value ends, or -1.</summary>
    private int Add(int lane, int at, int nameEnd)
    {
        var opening = lane == 0 ? "{\""u8 : _endsWithText ? "\",\""u8 : ",\""u8;
        var name = at + opening.Length;
        if (nameEnd < name || !_record[at..].StartsWith(opening)) return -1;
        var field = FieldNames.Table.Find(_record[name..nameEnd]);
        var value = nameEnd + 2;
        var first = _record[value];
        _endsWithText = first == '"' && field != FieldName.Type;
        var end = first switch
        {
            (byte)'"' => AddText(field, lane, ref value),
            >= (byte)'0' and <= (byte)'9' => AddNumber(field, lane, value),
            (byte)'n' or (byte)'t' or (byte)'f' => value += _record[value..].IndexOfAny(",}"u8),
            _ => -1,
        };
        if (end < 0 || value - at > RecordShape.LongestPiece) return -1;
        if (IsRead(field) && first is not ((byte)'n' or (byte)'t' or (byte)'f')) Take(field, lane, first != '"');
        var place = lane * RecordShape.PieceSize + RecordShape.LongestPiece;
        _record[at..value].CopyTo(_pieces.Slice(place, value - at));
        _pieces.Slice(place + RecordShape.ToMask, value - at).Fill(0xFF);
        _before[lane] = (ushort)(nameEnd - at);
        _after[lane] = (ushort)(value - nameEnd);
        _used[lane] = ushort.MaxValue;
        return end;
    }

    /// <summary>A text's value starts behind its quote and ends before one. The type belongs to the piece with both its quotes: it never differs.</summary>
    private int AddText(FieldName field, int lane, ref int value)
    {
        value++;
        var length = _record[value..].IndexOf((byte)'"');
        if (field == FieldName.Type) return value += length + 1;
        var isId = IsRead(field) && (field == FieldName.Id || (field is >= FieldName.Merchant and <= FieldName.Brand && field != FieldName.Scene));
        _shortest[lane] = (ushort)(isId ? 1 : 0);
        _slack[lane] = isId ? (ushort)(FieldReader.LongestId - 1) : (ushort)RecordIndex.LongestRecord;
        return value + length;
    }

    private int AddNumber(FieldName field, int lane, int value)
    {
        var range = IsRead(field) ? IntegerRange.Of(field) : IntegerRange.Of(FieldName.Unknown);
        var slot = EventSlots.Of(IsRead(field) ? field : FieldName.Unknown);
        _numbers.Add(new(lane, slot, range.Smallest, (ulong)(range.Largest - range.Smallest)));
        _shortest[lane] = 1;
        _slack[lane] = Digits.Most - 1;
        var length = _record[value..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return length <= Digits.Most ? value + length : -1;
    }

    private void Take(FieldName field, int lane, bool isNumber)
    {
        _present |= FieldNames.Bit(field);
        _lanes[(int)field] = (byte)lane;
        if (field > FieldName.Brand && IsRead(field)) _own.Add(new(field, lane, isNumber));
    }

    /// <summary>Whether the contract reads the field in an event of this type.</summary>
    private readonly bool IsRead(FieldName field) => (FieldsRead(_type) & FieldNames.Bit(field)) != 0;

    private static ulong FieldsRead(EventType type) =>
        type == EventType.Heartbeat
            ? FieldNames.Mask(FieldName.Ts, FieldName.Received)
            : (FieldNames.Bit(FieldName.Brand) * 2 - 1) | OwnFields.Of(type);

    private readonly RecordShape Build(ShapeKey key)
    {
        var own = OwnFields.Of(_type);
        _before[key.Names] = (ushort)(_endsWithText ? 2 : 1);
        return new RecordShape
        {
            Key = key,
            Type = _type,
            Pieces = _pieces,
            Before = Vector512.Create(_before),
            BeforeNext = Vector512.Create(_before.AsSpan(1)),
            After = Vector512.Create(_after),
            Used = Vector512.Create(_used),
            Shortest = Vector512.Create(_shortest),
            Slack = Vector512.Create(_slack),
            EndsWithText = _endsWithText,
            Numbers = [.. _numbers],
            Own = [.. _own],
            OwnPresent = _present & own,
            BindsOwn = (1u << (int)_type & BindsOwn) != 0,
            HasReceived = Has(FieldName.Received),
            HasListAmount = Has(FieldName.ListAmount),
            HasMarketAmount = Has(FieldName.MarketAmount) && (own & FieldNames.Bit(FieldName.MarketAmount)) != 0,
            HasPromisedBy = Has(FieldName.PromisedBy) && (own & FieldNames.Bit(FieldName.PromisedBy)) != 0,
            Count = (own & FieldNames.Bit(FieldName.Count)) != 0 ? 1 : 0,
            Quantity = (own & FieldNames.Bit(FieldName.Quantity)) != 0 ? 1 : 0,
            Scene = _lanes[(int)FieldName.Scene],
            Id = _lanes[(int)FieldName.Id],
            Merchant = _lanes[(int)FieldName.Merchant],
            Product = _lanes[(int)FieldName.Product],
            Creator = _lanes[(int)FieldName.Creator],
            Leader = _lanes[(int)FieldName.Leader],
            Buyer = _lanes[(int)FieldName.Buyer],
            Order = _lanes[(int)FieldName.Order],
            Room = _lanes[(int)FieldName.Room],
            Category = _lanes[(int)FieldName.Category],
            Brand = _lanes[(int)FieldName.Brand],
        };
    }

    private readonly bool Has(FieldName field) => (_present & FieldNames.Bit(field)) != 0;
}

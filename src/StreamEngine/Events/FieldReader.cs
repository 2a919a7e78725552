using System.Runtime.CompilerServices;

namespace StreamEngine.Events;

/// <summary>Reads captured values as what the contract says that a field is. False means: missing though required, of the wrong type or out of range.</summary>
internal readonly ref struct FieldReader(FieldValues values, ReadOnlySpan<byte> record)
{
    /// <summary>Bytes of the longest id.</summary>
    public const int LongestId = 64;

    private readonly ReadOnlySpan<byte> _record = record;

    /// <summary>The field is there and not null.</summary>
    public bool Has(FieldName field) => (values.Present & FieldNames.Bit(field)) != 0;

    /// <summary>An id, empty when absent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryId(FieldName field, bool required, out ReadOnlySpan<byte> id)
    {
        id = default;
        if (!Has(field)) return !required;
        ref readonly var value = ref values.Slots[(int)field];
        id = value.Kind == ValueKind.Text ? _record.Slice(value.Start, value.Length) : OddId(in value);
        return id.Length is >= 1 and <= LongestId;
    }

    /// <summary>An integer that has a default.</summary>
    public bool TryInteger(FieldName field, long absent, out long number)
    {
        number = absent;
        return !Has(field) || TryInteger(field, out number);
    }

    /// <summary>An integer that must be there.</summary>
    public bool TryInteger(FieldName field, out long number)
    {
        ref readonly var range = ref IntegerRange.Of(field);
        ref readonly var value = ref values.Slots[(int)field];
        number = value.Integer;
        return Has(field) && value.Kind == ValueKind.Integer && number >= range.Smallest && number <= range.Largest;
    }

    /// <summary>A text that must be there, of any length, with U+FFFD for lone surrogates.</summary>
    public bool TryText(FieldName field, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!Has(field)) return false;
        ref readonly var value = ref values.Slots[(int)field];
        if (value.Kind > ValueKind.Malformed) return false;
        text = value.Kind == ValueKind.Text ? _record.Slice(value.Start, value.Length) : Scratch(in value);
        return true;
    }

    /// <summary>An object that must be there, as it stands in the record.</summary>
    public bool TryRawObject(FieldName field, out ReadOnlySpan<byte> json)
    {
        ref readonly var value = ref values.Slots[(int)field];
        json = Has(field) && value.Kind == ValueKind.Object ? _record.Slice(value.Start, value.Length) : default;
        return !json.IsEmpty;
    }

    /// <summary>True or false, false when absent.</summary>
    public bool TryFlag(FieldName field, out bool flag)
    {
        flag = false;
        if (!Has(field)) return true;
        ref readonly var value = ref values.Slots[(int)field];
        if (value.Kind != ValueKind.Other) return false;
        // Of what is JSON and neither text, object nor integer, only the literals begin with these letters.
        flag = _record[value.Start] == 't';
        return flag || _record[value.Start] == 'f';
    }

    private ReadOnlySpan<byte> OddId(ref readonly FieldValue value) => value.Kind switch
    {
        ValueKind.Unescaped => Scratch(in value),
        ValueKind.Integer when value.Integer == 0 => "0"u8, // also for -0
        ValueKind.Integer => _record.Slice(value.Start, value.Length), // JSON has one spelling of any other integer: its decimal text
        _ => default,
    };

    private ReadOnlySpan<byte> Scratch(ref readonly FieldValue value) =>
        values.Scratch.AsSpan(value.Start, value.Length);
}

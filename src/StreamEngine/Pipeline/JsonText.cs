using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace StreamEngine.Pipeline;

/// <summary>
/// Writes JSON text into a buffer: shortest round-trip numbers, non-ASCII as it is, only what must be escaped escaped. (Utf8JsonWriter escapes characters
/// beyond U+FFFF whatever its encoder, and outputs must not.) Not thread-safe; reused.
/// </summary>
public sealed class JsonText
{
    private static readonly SearchValues<byte> MustEscape = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(b => (byte)b), (byte)'"', (byte)'\\']);

    private byte[] _bytes = new byte[1024];
    private bool _comma;

    /// <summary>What has been written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>Starts anew.</summary>
    public void Clear()
    {
        Length = 0;
        _comma = false;
    }

    /// <summary>Opens an object.</summary>
    public JsonText Object() => Open((byte)'{');

    /// <summary>Closes an object.</summary>
    public JsonText EndObject() => Close((byte)'}');

    /// <summary>Opens an array.</summary>
    public JsonText Array() => Open((byte)'[');

    /// <summary>Closes an array.</summary>
    public JsonText EndArray() => Close((byte)']');

    /// <summary>Ends a line.</summary>
    public void EndLine()
    {
        Put((byte)'\n');
        _comma = false;
    }

    /// <summary>A field's name, of characters that need no escape.</summary>
    public JsonText Name(string name)
    {
        Separate();
        var target = Reserve(name.Length + 3);
        target[0] = (byte)'"';
        var length = Encoding.ASCII.GetBytes(name, target[1..]);
        target[length + 1] = (byte)'"';
        target[length + 2] = (byte)':';
        Length += length + 3;
        _comma = false;
        return this;
    }

    /// <summary>A text in UTF-8.</summary>
    public JsonText Value(ReadOnlySpan<byte> text)
    {
        Separate();
        Put((byte)'"');
        while (true)
        {
            var plain = text.IndexOfAny(MustEscape);
            if (plain < 0) plain = text.Length;
            text[..plain].CopyTo(Reserve(plain));
            Length += plain;
            if (plain == text.Length) break;
            Escape(text[plain]);
            text = text[(plain + 1)..];
        }
        Put((byte)'"');
        _comma = true;
        return this;
    }

    /// <summary>A text.</summary>
    public JsonText Value(string text)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        Value(bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)));
        ArrayPool<byte>.Shared.Return(bytes);
        return this;
    }

    /// <summary>An integer.</summary>
    public JsonText Value(long number)
    {
        Separate();
        Utf8Formatter.TryFormat(number, Reserve(20), out var written);
        Length += written;
        _comma = true;
        return this;
    }

    /// <summary>A finite number, in the shortest form that reads back the same.</summary>
    public JsonText Value(double number)
    {
        Separate();
        number.TryFormat(Reserve(32), out var written);
        Length += written;
        _comma = true;
        return this;
    }

    /// <summary>True or false.</summary>
    public JsonText Value(bool flag) => Literal(flag ? "true"u8 : "false"u8);

    /// <summary>Null.</summary>
    public JsonText Null() => Literal("null"u8);

    /// <summary>A value that is JSON already.</summary>
    public JsonText Raw(ReadOnlySpan<byte> json) => Literal(json);

    private JsonText Literal(ReadOnlySpan<byte> literal)
    {
        Separate();
        literal.CopyTo(Reserve(literal.Length));
        Length += literal.Length;
        _comma = true;
        return this;
    }

    private JsonText Open(byte bracket)
    {
        Separate();
        Put(bracket);
        _comma = false;
        return this;
    }

    private JsonText Close(byte bracket)
    {
        Put(bracket);
        _comma = true;
        return this;
    }

    private void Separate()
    {
        if (_comma) Put((byte)',');
    }

    private void Escape(byte b)
    {
        Put((byte)'\\');
        switch (b)
        {
            case (byte)'"' or (byte)'\\': Put(b); break;
            case (byte)'\n': Put((byte)'n'); break;
            case (byte)'\r': Put((byte)'r'); break;
            case (byte)'\t': Put((byte)'t'); break;
            default:
                Put((byte)'u');
                Utf8Formatter.TryFormat(b, Reserve(4), out var written, new StandardFormat('x', 4));
                Length += written;
                break;
        }
    }

    private void Put(byte b)
    {
        Reserve(1)[0] = b;
        Length++;
    }

    private Span<byte> Reserve(int count)
    {
        if (Length + count > _bytes.Length) System.Array.Resize(ref _bytes, Math.Max(Length + count, _bytes.Length * 2));
        return _bytes.AsSpan(Length);
    }
}

namespace StreamEngine.Entities;

/// <summary>A product's id outside of the engine: <c>merchant/product</c>, with <c>%</c> and <c>/</c> inside either written <c>%25</c> and <c>%2F</c>.</summary>
internal static class ProductId
{
    public static ReadOnlySpan<byte> Compose(ReadOnlySpan<byte> merchant, ReadOnlySpan<byte> product, Span<byte> scratch)
    {
        var length = Escape(merchant, scratch);
        scratch[length++] = (byte)'/';
        length += Escape(product, scratch[length..]);
        return scratch[..length];
    }

    private static int Escape(ReadOnlySpan<byte> name, Span<byte> target)
    {
        if (name.IndexOfAny("%/"u8) < 0)
        {
            name.CopyTo(target);
            return name.Length;
        }
        var length = 0;
        foreach (var b in name)
        {
            if (b is (byte)'%' or (byte)'/')
            {
                (b == '%' ? "%25"u8 : "%2F"u8).CopyTo(target[length..]);
                length += 3;
            }
            else
            {
                target[length++] = b;
            }
        }
        return length;
    }
}

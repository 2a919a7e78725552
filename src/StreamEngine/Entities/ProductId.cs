namespace StreamEngine.Entities;

/// <summary>A product's id outside of the engine: <c>merchant/product</c>, with <c>%</c> and <c>/</c> inside either written <c>%25</c> and <c>%2F</c>.</summary>
public static class ProductId
{
    /// <summary>The id of a merchant's product, in UTF-8, written to <paramref name="scratch"/>, which has room for three times both names and a byte more.</summary>
    public static ReadOnlySpan<byte> Compose(ReadOnlySpan<byte> merchant, ReadOnlySpan<byte> product, Span<byte> scratch)
    {
        var length = Escape(merchant, scratch);
        scratch[length++] = (byte)'/';
        length += Escape(product, scratch[length..]);
        return scratch[..length];
    }

    /// <summary>Splits an id into merchant and product; false when it is none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> id, out byte[] merchant, out byte[] product)
    {
        var slash = id.IndexOf((byte)'/');
        (merchant, product) = slash <= 0 || slash == id.Length - 1 ? ([], []) : (Unescape(id[..slash]), Unescape(id[(slash + 1)..]));
        return merchant.Length > 0 && product.Length > 0;
    }

    private static byte[] Unescape(ReadOnlySpan<byte> text)
    {
        var name = new byte[text.Length];
        var length = 0;
        while (!text.IsEmpty)
        {
            var isSlash = text.StartsWith("%2F"u8);
            var isEscape = isSlash || text.StartsWith("%25"u8);
            name[length++] = isSlash ? (byte)'/' : text[0];
            text = text[(isEscape ? 3 : 1)..];
        }
        return name[..length];
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

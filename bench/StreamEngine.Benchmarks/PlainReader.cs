using System.Text.Json;

namespace StreamEngine.Benchmarks;

/// <summary>The loop over Utf8JsonReader with dispatch by field that one would write otherwise: no checks in it.</summary>
internal static class PlainReader
{
    public static long Read(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        long ts = 0, count = 0, amount = 0, quantity = 0;
        var lengths = 0;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("ts"u8)) ts = Number(ref reader);
            else if (reader.ValueTextEquals("count"u8)) count = Number(ref reader);
            else if (reader.ValueTextEquals("amount"u8)) amount = Number(ref reader);
            else if (reader.ValueTextEquals("quantity"u8)) quantity = Number(ref reader);
            else if (reader.ValueTextEquals("received"u8)) ts = Math.Min(ts, Number(ref reader));
            else if (IsText(ref reader)) lengths += Text(ref reader);
            else reader.Skip();
        }
        return ts + count + amount + quantity + lengths;
    }

    private static bool IsText(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("id"u8) || reader.ValueTextEquals("type"u8) || reader.ValueTextEquals("merchant"u8)
        || reader.ValueTextEquals("product"u8) || reader.ValueTextEquals("creator"u8) || reader.ValueTextEquals("leader"u8)
        || reader.ValueTextEquals("buyer"u8) || reader.ValueTextEquals("order"u8) || reader.ValueTextEquals("room"u8)
        || reader.ValueTextEquals("scene"u8) || reader.ValueTextEquals("category"u8) || reader.ValueTextEquals("brand"u8);

    private static long Number(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetInt64();
    }

    private static int Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.ValueSpan.Length;
    }
}

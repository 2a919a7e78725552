using System.Text;
using System.Text.Json;

namespace StreamEngine.Pipeline.Files;

/// <summary>
/// Finds the merchant of a line without judging the event: an event that is a dead letter or of an unknown type still belongs to its merchant's partition.
/// One thread.
/// </summary>
internal sealed class MerchantReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    private readonly byte[] _merchant = new byte[256];

    /// <summary>The merchant's id, unescaped; empty when there is none that can be read. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Read(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line, Options);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return default;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isMerchant = reader.ValueTextEquals("merchant"u8);
                if (!reader.Read()) return default;
                if (isMerchant) return Value(ref reader);
                reader.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            return default;
        }
        return default;
    }

    private ReadOnlySpan<byte> Value(scoped ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String when reader.ValueSpan.Length <= _merchant.Length:
                return _merchant.AsSpan(0, reader.CopyString(_merchant));
            case JsonTokenType.Number when reader.TryGetInt64(out var number):
                return _merchant.AsSpan(0, Encoding.ASCII.GetBytes(number.ToString(), _merchant));
            default:
                return default;
        }
    }
}

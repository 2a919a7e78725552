using System.IO.Hashing;

namespace StreamEngine.Peers.Curves;

/// <summary>Moves a share of the events to one merchant and one of its products, in the spelling of the simulator's plain layout.</summary>
internal sealed class HotMerchant(double share)
{
    private readonly ulong _below = (ulong)(share * (1UL << 32));
    private byte[] _merchant = [];
    private byte[] _product = [];
    private byte[] _line = new byte[1024];
    private int _partition;

    /// <summary>The event as it is, or rewritten; the first one that names a product says who is hot.</summary>
    public ReadOnlySpan<byte> Place(ReadOnlySpan<byte> line, ref int partition)
    {
        if (share == 0 || !TryFind(line, "\"merchant\":\""u8, out var merchant) || !TryFind(line, "\"product\":\""u8, out var product)) return line;
        if (_merchant.Length == 0) (_merchant, _product, _partition) = (line[merchant].ToArray(), line[product].ToArray(), partition);
        if ((XxHash3.HashToUInt64(line) & uint.MaxValue) >= _below) return line;
        partition = _partition;
        var length = 0;
        Append(line[..merchant.Start], ref length);
        Append(_merchant, ref length);
        Append(line[merchant.End.Value..product.Start.Value], ref length);
        Append(_product, ref length);
        Append(line[product.End..], ref length);
        return _line.AsSpan(0, length);
    }

    private void Append(ReadOnlySpan<byte> bytes, ref int length)
    {
        if (length + bytes.Length > _line.Length) Array.Resize(ref _line, 2 * (length + bytes.Length));
        bytes.CopyTo(_line.AsSpan(length));
        length += bytes.Length;
    }

    private static bool TryFind(ReadOnlySpan<byte> line, ReadOnlySpan<byte> key, out Range value)
    {
        var start = line.IndexOf(key);
        value = default;
        if (start < 0) return false;
        start += key.Length;
        value = start..(start + line[start..].IndexOf((byte)'"'));
        return true;
    }
}

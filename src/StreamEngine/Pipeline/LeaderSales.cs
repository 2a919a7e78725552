using StreamEngine.Windows;

namespace StreamEngine.Pipeline;

/// <summary>
/// Distribution orders that named a leader: leader and creator by their rows in a lane's additions of the tick, merchant and product by name. Complete in itself
/// once those rows are. Keeps its memory.
/// </summary>
internal sealed class LeaderSales
{
    /// <param name="LeaderRow">The leader's row; its day is the day of the sale.</param>
    /// <param name="CreatorRow">The creator's row.</param>
    /// <param name="NameStart">Where the merchant's name begins; the product's follows.</param>
    /// <param name="MerchantLength">Bytes of the merchant's name.</param>
    /// <param name="ProductLength">Bytes of the product's.</param>
    private readonly record struct Sale(int LeaderRow, int CreatorRow, int NameStart, int MerchantLength, int ProductLength);

    private readonly List<Sale> _sales = [];
    private byte[] _names = new byte[256];
    private int _nameBytes;

    /// <summary>Sales held.</summary>
    public int Count => _sales.Count;

    public int LeaderRow(int sale) => _sales[sale].LeaderRow;

    public int CreatorRow(int sale) => _sales[sale].CreatorRow;

    public ReadOnlySpan<byte> Merchant(int sale) => _names.AsSpan(_sales[sale].NameStart, _sales[sale].MerchantLength);

    public ReadOnlySpan<byte> Product(int sale) => _names.AsSpan(_sales[sale].NameStart + _sales[sale].MerchantLength, _sales[sale].ProductLength);

    public void Add(int leaderRow, int creatorRow, ReadOnlySpan<byte> merchant, ReadOnlySpan<byte> product)
    {
        _sales.Add(new Sale(leaderRow, creatorRow, _nameBytes, merchant.Length, product.Length));
        var needed = _nameBytes + merchant.Length + product.Length;
        if (needed > _names.Length) Array.Resize(ref _names, Math.Max(needed, _names.Length * 2));
        merchant.CopyTo(_names.AsSpan(_nameBytes));
        product.CopyTo(_names.AsSpan(_nameBytes + merchant.Length));
        _nameBytes = needed;
    }

    /// <summary>Copies all of another's in.</summary>
    public void AddRange(LeaderSales other)
    {
        for (var sale = 0; sale < other.Count; sale++) Add(other.LeaderRow(sale), other.CreatorRow(sale), other.Merchant(sale), other.Product(sale));
    }

    public void Clear()
    {
        _sales.Clear();
        _nameBytes = 0;
    }

    public void Save(SnapshotWriter to)
    {
        to.Unsigned((ulong)Count);
        for (var sale = 0; sale < Count; sale++)
        {
            to.Unsigned((ulong)LeaderRow(sale));
            to.Unsigned((ulong)CreatorRow(sale));
            to.Bytes(Merchant(sale));
            to.Bytes(Product(sale));
        }
    }

    public void Load(SnapshotReader from)
    {
        for (var left = from.Count(); left > 0; left--) Add(from.Index(), from.Index(), from.Bytes(), from.Bytes());
    }
}

using System.Text;
using StreamEngine.Events;
using StreamEngine.Simulator.Lines;

namespace StreamEngine.Simulator.Market;

/// <summary>Collects merchants, products, creators and leaders under their names.</summary>
internal sealed class MarketplaceBuilder(int partitions)
{
    private readonly FragmentTable _merchantIds = new(64, 32), _merchantFields = new(64, 48), _productFields = new(256, 80);
    private readonly FragmentTable _creatorIds = new(64, 24), _leaderIds = new(16, 24);
    private readonly FragmentTable _categoryFields = new(16, 24), _brandFields = new(64, 24);
    private readonly Dictionary<string, int> _brands = [];
    private readonly List<string> _merchantNames = [];

    public List<ProductTraits> Products { get; } = [];

    public List<MerchantTraits> Merchants { get; } = [];

    public List<CreatorTraits> Creators { get; } = [];

    public int Leaders => _leaderIds.Count;

    public string MerchantName(int merchant) => _merchantNames[merchant];

    public int AddMerchant(string id, MerchantTraits traits)
    {
        byte[] name = Encoding.UTF8.GetBytes(id);
        _merchantIds.Add(default, name, default);
        _merchantFields.Add(",\"merchant\":\""u8, name, "\""u8);
        _merchantNames.Add(id);
        Merchants.Add(traits with { Partition = Murmur2.Partition(name, partitions) });
        return Merchants.Count - 1;
    }

    public int AddProduct(string id, ProductTraits traits)
    {
        _productFields.Add(_merchantFields[traits.Merchant], Encoding.UTF8.GetBytes(",\"product\":\"" + id), "\""u8);
        Products.Add(traits);
        return Products.Count - 1;
    }

    public int AddCreator(string id, CreatorTraits traits)
    {
        _creatorIds.Add(default, Encoding.UTF8.GetBytes(id), default);
        Creators.Add(traits);
        return Creators.Count - 1;
    }

    public int AddLeader(string id)
    {
        _leaderIds.Add(default, Encoding.UTF8.GetBytes(id), default);
        return Leaders - 1;
    }

    public int Brand(string name)
    {
        if (_brands.TryGetValue(name, out int known)) return known;
        _brandFields.Add(",\"brand\":\""u8, Encoding.UTF8.GetBytes(name), "\""u8);
        return _brands[name] = _brandFields.Count - 1;
    }

    /// <summary>Closes the books: everyone added before <paramref name="background"/> was taken is random traffic.</summary>
    public Marketplace Build(Background background)
    {
        foreach (Vocabulary.Goods goods in Vocabulary.Categories)
            _categoryFields.Add(",\"category\":\""u8, Encoding.UTF8.GetBytes(goods.Category), "\""u8);
        return new Marketplace
        {
            Products = [.. Products],
            Merchants = [.. Merchants],
            Creators = [.. Creators],
            BackgroundProducts = background.Traffic.Length,
            BackgroundMerchants = background.Merchants,
            BackgroundCreators = background.Creators,
            BackgroundLeaders = background.Leaders,
            Buyers = background.Buyers,
            CreatorsByCategory = ByCategory(background.Creators),
            Traffic = new AliasTable(background.Traffic),
            MerchantIds = _merchantIds,
            MerchantFields = _merchantFields,
            ProductFields = _productFields,
            CreatorIds = _creatorIds,
            LeaderIds = _leaderIds,
            CategoryFields = _categoryFields,
            BrandFields = _brandFields,
        };
    }

    /// <summary>A category that no creator has (few creators) is served by all of them.</summary>
    private int[][] ByCategory(int creators)
    {
        int[] all = [.. Enumerable.Range(0, creators)];
        return [.. Enumerable.Range(0, Vocabulary.Categories.Length).Select(category =>
        {
            int[] own = Array.FindAll(all, c => Creators[c].Category == category);
            return own.Length == 0 ? all : own;
        })];
    }
}

/// <summary>How many of those added are the random traffic.</summary>
/// <param name="Merchants">Merchants.</param>
/// <param name="Creators">Creators.</param>
/// <param name="Leaders">Leaders.</param>
/// <param name="Buyers">Buyers.</param>
/// <param name="Traffic">The weight of each product.</param>
internal sealed record Background(int Merchants, int Creators, int Leaders, int Buyers, double[] Traffic);

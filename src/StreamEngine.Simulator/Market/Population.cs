using System.Globalization;

namespace StreamEngine.Simulator.Market;

/// <summary>Draws the merchants, products, creators and leaders of the random traffic, honest and dishonest ones.</summary>
internal static class Population
{
    /// <summary>Rank at which popularity has halved: the first product gets a few percent of the traffic, not a fifth.</summary>
    private const double RankOffset = 20;

    /// <summary>More brands than this share names with others: leaderboards of brands stay readable.</summary>
    private const int MaximumBrands = 2000;

    public static Background Settle(MarketplaceBuilder market, SimulatorOptions options, ref SplitMix64 rng)
    {
        for (int i = 0; i < options.Leaders; i++)
            market.AddLeader(Text($"l-{Pick(Vocabulary.LeaderNames, i)}-{i:000}"));
        AddCreators(market, options, ref rng);
        AddMerchants(market, options, ref rng);
        return new Background(options.Merchants, options.Creators, options.Leaders, options.Buyers, Popularity(market.Products.Count, ref rng));
    }

    private static void AddCreators(MarketplaceBuilder market, SimulatorOptions options, ref SplitMix64 rng)
    {
        int products = options.Merchants * options.ProductsPerMerchant;
        for (int i = 0; i < options.Creators; i++)
        {
            bool dishonest = rng.Chance(120);
            market.AddCreator(Text($"c-{Pick(Vocabulary.CreatorNames, i)}{Pick(Vocabulary.CreatorStyles, i / 3)}-{i:000}"), new CreatorTraits
            {
                Category = (byte)(i % Vocabulary.Categories.Length),
                Reports = (short)(dishonest ? rng.Between(250, 600) : rng.Between(10, 110)),
                Exaggeration = (short)(dishonest ? rng.Between(20, 70) : rng.Between(0, 8)),
                HostProduct = rng.Below(products),
            });
        }
    }

    private static void AddMerchants(MarketplaceBuilder market, SimulatorOptions options, ref SplitMix64 rng)
    {
        int brands = Math.Min(options.Merchants, MaximumBrands);
        for (int i = 0; i < options.Merchants; i++)
        {
            string brand = Pick(Vocabulary.Brands, i % brands);
            bool careless = rng.Chance(180);
            int merchant = market.AddMerchant(Text($"m-{brand}{Pick(Vocabulary.Shops, i / 2)}-{i:000}"), new MerchantTraits
            {
                LateShipments = (short)(careless ? rng.Between(80, 260) : rng.Between(5, 50)),
                Complaints = (short)(careless ? rng.Between(12, 40) : rng.Between(1, 10)),
                Disputes = (short)(careless ? rng.Between(6, 20) : rng.Between(0, 5)),
                Loyalty = (short)rng.Between(120, 480),
                Regulars = (short)rng.Between(30, 180),
                Distribution = (short)rng.Between(350, 650),
                Own = (short)rng.Between(150, 330),
            });
            int round = i % brands / Vocabulary.Brands.Length;
            int brandIndex = market.Brand(round == 0 ? brand : Text($"{brand}-{round + 1}"));
            int category = rng.Below(Vocabulary.Categories.Length);
            for (int k = 0; k < options.ProductsPerMerchant; k++)
                AddProduct(market, merchant, brandIndex, rng.Chance(750) ? category : rng.Below(Vocabulary.Categories.Length), k, ref rng);
        }
    }

    private static void AddProduct(MarketplaceBuilder market, int merchant, int brand, int category, int k, ref SplitMix64 rng)
    {
        Vocabulary.Goods goods = Vocabulary.Categories[category];
        bool dishonest = rng.Chance(150);
        // Low prices are commoner than high ones: the smaller of two draws.
        int yuan = Math.Min(rng.Between(goods.LowYuan, goods.HighYuan), rng.Between(goods.LowYuan, goods.HighYuan));
        int price = (yuan * 100) - 10;
        market.AddProduct(Text($"p-{Pick(goods.Nouns, k + rng.Below(goods.Nouns.Length))}-{k:000}"), new ProductTraits
        {
            Merchant = merchant,
            Brand = brand,
            Category = (byte)category,
            Appeal = (short)rng.Between(500, 1500),
            SellingCreators = (short)(1 + Math.Min(rng.Below(14), rng.Below(14))),
            Price = price,
            ListPrice = (int)((long)price * rng.Between(1050, 1550) / 1000),
            MarketPrice = (int)((long)price * rng.Between(850, 1250) / 1000),
            EveningDiscount = (short)rng.Between(0, 260),
            CommissionBp = (short)(rng.Between(10, 56) * 50),
            SearchShare = (short)rng.Between(100, 900),
            QualityRefunds = (short)(dishonest ? rng.Between(50, 130) : rng.Between(3, 32)),
            MismatchRefunds = (short)(dishonest ? rng.Between(20, 80) : rng.Between(1, 15)),
            OtherRefunds = (short)rng.Between(20, 60),
            BadReviews = (short)(dishonest ? rng.Between(110, 330) : rng.Between(8, 60)),
        });
    }

    /// <summary>Weights by rank, ranks shuffled: 1 / (rank + offset).</summary>
    private static double[] Popularity(int products, ref SplitMix64 rng)
    {
        var weights = new double[products];
        for (int i = 0; i < products; i++) weights[i] = 1 / (i + RankOffset);
        for (int i = products - 1; i > 0; i--)
        {
            int j = rng.Below(i + 1);
            (weights[i], weights[j]) = (weights[j], weights[i]);
        }
        return weights;
    }

    private static string Pick(string[] words, int i) => words[i % words.Length];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

namespace StreamEngine.Simulator.Market;

/// <summary>What a product is like, some of it hidden from buyers. Shares are in 1/1000, money in fen a unit.</summary>
internal record struct ProductTraits
{
    public int Merchant;
    public int Brand;
    public byte Category;

    /// <summary>How readily viewers click and buy, 500..1500.</summary>
    public short Appeal;

    /// <summary>Creators that sell it, at least 1.</summary>
    public short SellingCreators;

    public int Price;
    public int ListPrice;
    public int MarketPrice;

    /// <summary>Taken off <see cref="Price"/> in the evening, in 1/1000.</summary>
    public short EveningDiscount;

    public short CommissionBp;

    /// <summary>Share of shelf visits that come from search: the pull of its brand.</summary>
    public short SearchShare;

    public short QualityRefunds;
    public short MismatchRefunds;
    public short OtherRefunds;
    public short BadReviews;
}

/// <summary>What a merchant is like; shares in 1/1000.</summary>
internal record struct MerchantTraits
{
    public int Partition;
    public short LateShipments;
    public short Complaints;
    public short Disputes;

    /// <summary>Share of orders by regulars, who come back and pass from a creator's room to the merchant's own.</summary>
    public short Loyalty;

    public short Regulars;

    /// <summary>Shares of visits by distribution and by the merchant's own content; the rest is shelf.</summary>
    public short Distribution;
    public short Own;
}

/// <summary>What a creator is like.</summary>
internal record struct CreatorTraits
{
    public byte Category;

    /// <summary>How often viewers report its rooms, against 100 for the usual.</summary>
    public short Reports;

    /// <summary>How much of what it promises is not so: added to the product's mismatch refunds, in 1/1000.</summary>
    public short Exaggeration;

    /// <summary>The product whose merchant hosts its rooms.</summary>
    public int HostProduct;
}

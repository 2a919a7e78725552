namespace StreamEngine.Commerce;

/// <summary>Pairs of one group: those treated, or those held out.</summary>
public record struct UpliftGroup
{
    /// <summary>How many (merchant, buyer) pairs.</summary>
    public long Pairs { get; private set; }

    /// <summary>What they spent in channel self within the handoff window after their first distribution order, fen.</summary>
    public double Gmv { get; private set; }

    /// <summary>The sum of the squares of what each spent, fen squared.</summary>
    public double Squares { get; private set; }

    /// <summary>What a pair spent on average, fen; 0 without pairs.</summary>
    public readonly double Mean => Pairs == 0 ? 0 : Gmv / Pairs;

    /// <summary>The square of the standard error, in relation to the mean's square.</summary>
    internal readonly double RelativeVariance => (Squares - Gmv * Gmv / Pairs) / (Pairs - 1) / Pairs / (Mean * Mean);

    /// <summary>Adds pairs.</summary>
    public void Add(long pairs, double gmv, double squares)
    {
        Pairs += pairs;
        Gmv += gmv;
        Squares += squares;
    }
}

/// <summary>
/// How much more treated pairs spend in the merchant's own channel than pairs held out: mean / mean - 1, with a 95 % interval by the delta method for a ratio of two
/// independent means (Casella and Berger, Statistical Inference, 5.5.4). The view <c>v_handoff_uplift</c> works out the same.
/// </summary>
/// <param name="Treated">Pairs that creators are rewarded for.</param>
/// <param name="HeldOut">Pairs that are held out.</param>
/// <param name="Value">The uplift; 0.15 is 15 %. Null while nothing held out was spent.</param>
/// <param name="Low">The interval's lower end; null while a group has fewer than two pairs or has spent nothing.</param>
/// <param name="High">The interval's upper end.</param>
public sealed record Uplift(UpliftGroup Treated, UpliftGroup HeldOut, double? Value, double? Low, double? High)
{
    /// <summary>Of a normal distribution 95 % lie within so many standard deviations.</summary>
    private const double Deviations = 1.959963984540054;

    /// <summary>The uplift of two groups.</summary>
    public static Uplift Of(UpliftGroup treated, UpliftGroup heldOut)
    {
        if (treated.Pairs == 0 || heldOut.Gmv <= 0) return new Uplift(treated, heldOut, null, null, null);
        var ratio = treated.Mean / heldOut.Mean;
        if (treated.Gmv <= 0 || treated.Pairs < 2 || heldOut.Pairs < 2) return new Uplift(treated, heldOut, ratio - 1, null, null);
        var reach = Deviations * ratio * Math.Sqrt(Math.Max(0, treated.RelativeVariance + heldOut.RelativeVariance));
        return new Uplift(treated, heldOut, ratio - 1, ratio - 1 - reach, ratio - 1 + reach);
    }
}

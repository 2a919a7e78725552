using System.ComponentModel.DataAnnotations;

namespace StreamEngine.Commerce;

/// <summary>川流: audiences and rewards. The windows and the hold-out are beside them, as the metrics depend on those too.</summary>
public sealed record HandoffOptions : IValidatableObject
{
    /// <summary>Buyers in the audience of one opening of a merchant's own room. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int AudienceLimit { get; init; } = 10_000;

    /// <summary>Whether buyers leave with their ids. Default no: as the XxHash128 of the id, 32 hexadecimal digits.</summary>
    public bool ExposeBuyers { get; init; }

    /// <summary>Impressions that a fen of credited GMV earns at a factor of 100 percent, in 1/100. Default 20: a yuan earns 20.</summary>
    [Range(0, 1_000_000)]
    public int RewardRate { get; init; } = 20;

    /// <summary>Percent of the reward by the creator's band; a band that is not named has none. Default excellent 120, good 100, fair 70.</summary>
    [Required]
    public IReadOnlyDictionary<string, int> RewardFactors { get; init; } = new Dictionary<string, int>
    {
        ["excellent"] = 120,
        ["good"] = 100,
        ["fair"] = 70,
        ["lagging"] = 0,
    };

    /// <summary>Impressions that a creator can earn in a day. Default 1,000,000.</summary>
    [Range(0, 1_000_000_000_000)]
    public long RewardLimit { get; init; } = 1_000_000;

    /// <summary>Impressions that all creators together can earn in a day; beyond it all rewards of the day are scaled down. Default 164,000,000.</summary>
    [Range(0, 1_000_000_000_000_000)]
    public long RewardBudget { get; init; } = 164_000_000;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => RewardFactors
        .Where(factor => factor.Value is < 0 or > 10_000)
        .Select(factor => new ValidationResult($"{factor.Key} must be 0..10000 percent, is {factor.Value}", [nameof(RewardFactors)]));
}

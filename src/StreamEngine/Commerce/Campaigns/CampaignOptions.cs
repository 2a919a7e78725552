using System.ComponentModel.DataAnnotations;

namespace StreamEngine.Commerce.Campaigns;

/// <summary>A campaign (大促) or programme: a span of event time whose sums are kept for every entity.</summary>
public sealed record CampaignOptions
{
    /// <summary>Its name in ids, topics and tables, such as <c>618-2026</c>; unique.</summary>
    [Required, RegularExpression("[A-Za-z0-9._-]{1,64}", ErrorMessage = "must be 1 to 64 letters, digits, dots, underscores or hyphens")]
    public string Id { get; init; } = "";

    /// <summary>What people call it, such as 618 大促.</summary>
    [StringLength(200)]
    public string Name { get; init; } = "";

    /// <summary>Its first instant, to the millisecond: events of this time belong to it.</summary>
    [Required]
    public DateTimeOffset? Start { get; init; }

    /// <summary>The first instant after it, to the millisecond; absent: it stays open.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>Whether milestones are announced. Default false.</summary>
    public bool Milestones { get; init; }

    /// <summary>Products in its pool of official subsidy at most; 0: it has none. Default 1,000.</summary>
    [Range(0, 100_000)]
    public int SubsidySlots { get; init; } = 1000;
}

using System.Text;

namespace StreamEngine.Commerce.Campaigns;

/// <summary>A campaign made ready for use.</summary>
/// <param name="number">Its place in the plan.</param>
/// <param name="options">What it was made from.</param>
public sealed class Campaign(int number, CampaignOptions options)
{
    /// <summary>Its place in the plan.</summary>
    public int Number { get; } = number;

    /// <summary>What it was made from.</summary>
    public CampaignOptions Options { get; } = options;

    /// <summary>Its id.</summary>
    public string Id => Options.Id;

    /// <summary>Its id in UTF-8.</summary>
    internal byte[] IdBytes { get; } = Encoding.UTF8.GetBytes(options.Id);

    /// <summary>Its first instant, ms since the Unix epoch.</summary>
    public long Start { get; } = (options.Start ?? DateTimeOffset.UnixEpoch).ToUnixTimeMilliseconds();

    /// <summary>The first instant after it, ms since the Unix epoch; <see cref="long.MaxValue"/> when it stays open.</summary>
    public long End { get; } = options.End?.ToUnixTimeMilliseconds() ?? long.MaxValue;

    /// <summary>Whether an event of that time belongs to it.</summary>
    public bool Contains(long time) => Start <= time && time < End;
}

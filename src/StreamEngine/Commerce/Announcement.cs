using System.Collections.Immutable;
using System.Text;

namespace StreamEngine.Commerce;

/// <summary>A topic of announcements by the name that it has everywhere but on the broker, where configuration names it.</summary>
/// <param name="Name">The name of its file in replay and of its events in the live stream, and on the broker by default.</param>
public sealed record AnnouncementTopic(string Name)
{
    /// <summary>Milestones of campaigns that were reached.</summary>
    public static readonly AnnouncementTopic Milestones = new("milestones");

    /// <summary>Buyers to be shown a merchant's own room that has opened (川流).</summary>
    public static readonly AnnouncementTopic HandoffAudiences = new("handoff-audiences");

    /// <summary>Products that entered or left a campaign's subsidy pool.</summary>
    public static readonly AnnouncementTopic SubsidyChanges = new("subsidy-changes");

    /// <summary>All of them.</summary>
    public static readonly ImmutableArray<AnnouncementTopic> All = [Milestones, HandoffAudiences, SubsidyChanges];
}

/// <summary>A fact that a commerce system publishes besides the tier changes: complete in itself, the same whenever it is made again.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Key">The record's key, in UTF-8.</param>
/// <param name="Id">Its own id, unique in its topic; the header <c>id</c>.</param>
/// <param name="Json">What it says: one JSON object.</param>
public sealed record Announcement(AnnouncementTopic Topic, byte[] Key, string Id, byte[] Json)
{
    /// <summary>What it says, as text.</summary>
    public string Text => Encoding.UTF8.GetString(Json);
}

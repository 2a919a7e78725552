using StreamEngine.Commerce;
using StreamEngine.Entities;

namespace StreamEngine.Pipeline;

/// <summary>Announcements of a tick: by topic, then id in UTF-8 byte order.</summary>
internal static class AnnouncementOrder
{
    public static readonly Comparison<Announcement> WithinTick = (a, b) => AnnouncementTopic.All.IndexOf(a.Topic).CompareTo(AnnouncementTopic.All.IndexOf(b.Topic)) switch
    {
        0 => Utf8Order.Instance.Compare(a.Id, b.Id),
        var byTopic => byTopic,
    };
}

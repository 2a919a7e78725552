using StreamEngine.Commerce;
using StreamEngine.Scoring;

namespace StreamEngine.Host.Running;

/// <summary>What the live stream carries: a tier change, or what a commerce system announces. One of the two is there.</summary>
/// <param name="Change">A tier change.</param>
/// <param name="Announcement">An announcement.</param>
internal readonly record struct LiveItem(TierChange? Change, Announcement? Announcement)
{
    /// <summary>Its id as it travels in a stream of events, where a line break would end it: a tier change's own, an announcement's behind its topic.</summary>
    public string EventId => Escaped(Change?.ChangeId ?? $"{Announcement!.Topic.Name}/{Announcement.Id}");

    private static string Escaped(string id) => id.Any(char.IsControl) ? Uri.EscapeDataString(id) : id;
}

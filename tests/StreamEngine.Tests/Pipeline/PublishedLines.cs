using StreamEngine.Commerce;

namespace StreamEngine.Tests.Pipeline;

/// <summary>
/// What a run has published, a line a fact: tier changes as JSON, announcements with topic and id before it. When several ticks are published together all their
/// changes come before all their announcements; only within a topic there is an order.
/// </summary>
internal static class PublishedLines
{
    public static string Of(Announcement announcement) => $"{announcement.Topic.Name} {announcement.Id} {announcement.Text}";

    public static bool IsTierChange(string line) => line.StartsWith('{');

    /// <summary>The topics one after the other.</summary>
    public static List<string> ByTopic(IEnumerable<string> lines) => [.. lines.OrderBy(line => IsTierChange(line) ? "" : line[..line.IndexOf(' ')], StringComparer.Ordinal)];
}

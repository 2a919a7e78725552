using StreamEngine.Commerce;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;
using StreamEngine.Tests.Invariants;
using StreamEngine.Tests.Pipeline;

namespace StreamEngine.Tests.Crashes;

/// <summary>
/// Publishes tier changes and announcements as the engine's publisher does: whole ticks in one transaction, nothing that is there already, and knows of it some
/// time later.
/// </summary>
internal sealed class ChangeSink(SimulatedWorld world, long token, (long Changes, long Announcements) from, Chance chance, Mutant mutant, Action<string> died) : ITierChangeSink
{
    public const string Topic = "tier-changes", AnnouncementsTopic = "announcements";

    private readonly TopicSink _changes = new(world.TierChanges, token, from.Changes, mutant, died);
    private readonly TopicSink _announcements = new(world.Announcements, token, from.Announcements, mutant, died);

    public IReadOnlyDictionary<string, IReadOnlyList<long>> Positions =>
        new Dictionary<string, IReadOnlyList<long>> { [Topic] = [_changes.Position], [AnnouncementsTopic] = [_announcements.Position] };

    public async ValueTask PublishAsync(long tick, IReadOnlyList<TierChange> changes, IReadOnlyList<Announcement> announcements, CancellationToken stop)
    {
        var missing = _changes.Missing(changes.Select(change => OutsideWorld.Text(text => TierChangeJson.Write(text, change))));
        var unsaid = _announcements.Missing(announcements.Select(a => $"{a.Topic.Name} {a.Id} {a.Text}"));
        if (missing.Count + unsaid.Count == 0) return;
        await chance.PauseAsync();
        var (position, announced) = (_changes.Add(missing), _announcements.Add(unsaid));
        if (missing.Count > 0) world.Happenings.Add(new Happening.Published(token, missing));
        await chance.PauseAsync();
        _changes.Acknowledge(position, inOrder: true);
        _announcements.Acknowledge(announced, inOrder: true);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

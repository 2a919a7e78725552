using StreamEngine.Commerce;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;
using StreamEngine.Tests.Invariants;
using StreamEngine.Tests.Pipeline;

namespace StreamEngine.Tests.Crashes;

/// <summary>Publishes tier changes as the engine's publisher does: whole ticks, none that is there already, and knows of it some time later.</summary>
internal sealed class ChangeSink(SimulatedWorld world, long token, long from, Chance chance, Mutant mutant, Action<string> died) : ITierChangeSink
{
    public const string Topic = "tier-changes";

    private readonly TopicSink _topic = new(world.TierChanges, token, from, mutant, died);

    public IReadOnlyDictionary<string, IReadOnlyList<long>> Positions => new Dictionary<string, IReadOnlyList<long>> { [Topic] = [_topic.Position] };

    public async ValueTask PublishAsync(long tick, IReadOnlyList<TierChange> changes, IReadOnlyList<Announcement> announcements, CancellationToken stop)
    {
        var missing = _topic.Missing(changes.Select(change => OutsideWorld.Text(text => TierChangeJson.Write(text, change))).Concat(announcements.Select(a => $"{a.Topic.Name} {a.Id} {a.Text}")));
        if (missing.Count == 0) return;
        await chance.PauseAsync();
        var position = _topic.Add(missing);
        world.Happenings.Add(new Happening.Published(token, missing));
        await chance.PauseAsync();
        _topic.Acknowledge(position, inOrder: true);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

using StreamEngine.Kafka.Offsets;

namespace StreamEngine.Kafka.Source;

/// <summary>The events topic as a start finds it.</summary>
/// <param name="Logs">What each partition holds.</param>
/// <param name="Committed">What the group has committed of each, if anything.</param>
/// <param name="TopicId">The topic's own id, which a topic of the same name that is made anew does not share.</param>
internal sealed record FoundTopic(IReadOnlyList<LogRange> Logs, IReadOnlyList<long?> Committed, string TopicId);

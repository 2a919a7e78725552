using StreamEngine.Kafka.Publishing;
using StreamEngine.Kafka.Source;
using StreamEngine.Pipeline;

namespace StreamEngine.Host.Running;

/// <summary>The parts of a live engine.</summary>
/// <param name="Source">Where events come from.</param>
/// <param name="Publisher">The topic of tier changes.</param>
/// <param name="DeadLetters">The topic of dead letters.</param>
/// <param name="Rows">Where rows go.</param>
/// <param name="Run">The engine between them.</param>
/// <param name="State">Where its state is saved; null when it is not.</param>
internal sealed record LiveParts(
    KafkaEventSource Source, KafkaTierChangePublisher Publisher, KafkaDeadLetterPublisher DeadLetters, RowOutput Rows, EngineRun Run, SavedState? State)
{
    /// <summary>What any of the Kafka clients complained about last; null when all is well.</summary>
    public string? KafkaError => Source.LastError ?? Publisher.LastError ?? DeadLetters.LastError;
}

using StreamEngine.ClickHouse.Writing;
using StreamEngine.Kafka.Publishing;
using StreamEngine.Pipeline;

namespace StreamEngine.Host.Running;

/// <summary>Dead letters go to their topic, which keeps them, and to the table that operators ask.</summary>
internal sealed class DeadLetterOutputs(KafkaDeadLetterPublisher topic, ClickHouseRowWriter? table) : IDeadLetterSink
{
    /// <inheritdoc/>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> Positions => topic.Positions;

    /// <inheritdoc/>
    public async ValueTask WriteAsync(DeadLetter letter, CancellationToken stop)
    {
        if (table is not null) await table.WriteAsync(letter, stop);
        await topic.WriteAsync(letter, stop);
    }

    /// <inheritdoc/>
    public ValueTask FlushAsync(CancellationToken stop) => topic.FlushAsync(stop);

    /// <summary>Owns neither.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

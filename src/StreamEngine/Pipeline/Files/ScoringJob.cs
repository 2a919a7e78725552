using System.Buffers;
using StreamEngine.Commerce;
using StreamEngine.Scoring;
using StreamEngine.Scoring.Trials;

namespace StreamEngine.Pipeline.Files;

/// <summary>
/// Runs recorded traffic for its scores alone: no rows, no files, and dead letters are only counted. For whoever asks what a scorecard makes of it.
/// </summary>
/// <param name="options">What decides the results besides the input.</param>
/// <param name="scorecards">The compiled scorecards.</param>
/// <param name="partitions">The files of each partition, in their order.</param>
/// <param name="threads">Lanes that work at the same time. Changes speed and nothing else.</param>
public sealed class ScoringJob(EngineOptions options, Scorecards scorecards, IReadOnlyList<IReadOnlyList<string>> partitions, int threads)
{
    private const int BatchRecords = 1024;

    /// <summary>Runs to the end of the input.</summary>
    /// <param name="stop">Gives up.</param>
    /// <returns>What the trial keeps, and the run itself, which can still be asked.</returns>
    /// <exception cref="EngineFault">The input cannot be processed, or a file not be read.</exception>
    public async Task<(TrialRun Trial, EngineRun Engine)> RunAsync(CancellationToken stop)
    {
        await using var source = new FileSource(partitions, BatchRecords);
        var tally = new TierChangeTally();
        var engine = new EngineRun(options, scorecards, source, new Sinks(new Changes(tally), new Nothing(), new Nothing()), threads);
        long? first = null;
        engine.Published += output => first ??= output.Tick;
        await engine.RunAsync(stop);
        return (new TrialRun([.. engine.FinalScores()], tally, first, engine.LastTick), engine);
    }

    /// <summary>Counts tier changes.</summary>
    private sealed class Changes(TierChangeTally tally) : ITierChangeSink
    {
        public IReadOnlyDictionary<string, IReadOnlyList<long>> Positions { get; } = new Dictionary<string, IReadOnlyList<long>>();

        public ValueTask PublishAsync(long tick, IReadOnlyList<TierChange> changes, IReadOnlyList<Announcement> announcements, CancellationToken stop)
        {
            foreach (var change in changes) tally.Add(change);
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>Takes rows and dead letters, which nobody has asked for.</summary>
    private sealed class Nothing : IRowSink, IDeadLetterSink
    {
        public bool WantsRows => false;

        public IReadOnlyDictionary<string, IReadOnlyList<long>> Positions { get; } = new Dictionary<string, IReadOnlyList<long>>();

        public ValueTask WriteAsync(TickOutput output, CancellationToken stop) => ValueTask.CompletedTask;

        public ValueTask WriteAsync(DeadLetter letter, CancellationToken stop) => ValueTask.CompletedTask;

        public ValueTask FlushAsync(CancellationToken stop) => ValueTask.CompletedTask;

        public void Capture(IBufferWriter<byte> to)
        {
        }

        public void Restore(ReadOnlySequence<byte> from)
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

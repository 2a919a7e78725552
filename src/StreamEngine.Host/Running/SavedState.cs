using StreamEngine.Checkpoints;
using StreamEngine.Host.Configuration;
using StreamEngine.Pipeline;

namespace StreamEngine.Host.Running;

/// <summary>The checkpoint folder of a live engine: the lease on it, and what it goes on from.</summary>
internal sealed partial class SavedState : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();

    private SavedState(CheckpointStore store, LeaseKeeper lease, StateIdentity identity)
    {
        (Store, Lease, Identity) = (store, lease, identity);
        Renewing = lease.RunAsync(_end.Token);
    }

    /// <summary>The store.</summary>
    public CheckpointStore Store { get; }

    /// <summary>The lease, held.</summary>
    public LeaseKeeper Lease { get; }

    /// <summary>Renews the lease from when it was taken: connecting takes as long as servers take. Fails when it is lost.</summary>
    public Task Renewing { get; }

    /// <summary>What states of this engine must fit.</summary>
    public StateIdentity Identity { get; }

    /// <summary>The state to go on from; null: there is none.</summary>
    public RecoveredState? Recovered { get; private set; }

    /// <summary>Where the topics of facts stood.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> Positions => Recovered?.Manifest.Positions ?? new Dictionary<string, IReadOnlyList<long>>();

    /// <summary>Takes the lease and finds the newest sound checkpoint.</summary>
    /// <exception cref="CheckpointFault">Another engine holds the lease, or no checkpoint is sound, or the folder cannot be used.</exception>
    /// <exception cref="EngineFault">The checkpoint is of another configuration or topic.</exception>
    public static async Task<SavedState> OpenAsync(StreamEngineOptions options, int partitions, ILogger logger, TimeProvider time, CancellationToken stop)
    {
        var store = new CheckpointStore(LocalFolder.Open(options.Checkpoints.Folder));
        var lease = await LeaseKeeper.TakeAsync(
            store, LeaseHolder.Current("run"), options.Checkpoints.LeaseDuration, time, holder => Waiting(logger, holder.ToString()), stop);
        var state = new SavedState(store, lease, new StateIdentity(Fingerprint.Of(options.Engine), Fingerprint.Of(options.Scoring), partitions));
        try
        {
            state.Recovered = await Task.Run(() => Recovery.Find(store, state.Identity, reason => Refused(logger, reason)), stop);
            if (state.Recovered is { } found) GoesOn(logger, found.Manifest.Generation, found.Start.Epoch, found.Manifest.Tick);
            return state;
        }
        catch
        {
            await state.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gives the lease up. Only when nothing writes to the store any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Lease.DisposeAsync();
        _end.Dispose();
    }

    [LoggerMessage(EventId = 2101, Level = LogLevel.Warning, Message = "Waiting whether {Holder} is alive, which holds the checkpoints")]
    private static partial void Waiting(ILogger logger, string holder);

    [LoggerMessage(EventId = 2102, Level = LogLevel.Error, Message = "{Reason}")]
    private static partial void Refused(ILogger logger, string reason);

    [LoggerMessage(EventId = 2103, Level = LogLevel.Information, Message = "Going on from checkpoint {Generation}, epoch {Epoch}, tick {Tick}")]
    private static partial void GoesOn(ILogger logger, long generation, int epoch, long? tick);
}

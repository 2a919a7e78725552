using StreamEngine.Checkpoints;

namespace StreamEngine.Pipeline.Files;

/// <summary>Where a replay's state is saved at the end of its input, for a live run to go on from.</summary>
/// <param name="Folder">The checkpoint folder.</param>
/// <param name="ThenOffsets">By partition of the topic, the offset of the first record that comes after the recorded ones.</param>
/// <param name="Identity">What the state is a state of.</param>
public sealed record ReplayCheckpoint(string Folder, IReadOnlyList<long> ThenOffsets, StateIdentity Identity)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    /// <summary>Saves the end of a run.</summary>
    /// <exception cref="CheckpointFault">Another process works on the folder, or it cannot be written.</exception>
    /// <exception cref="EngineFault">The folder has checkpoints already: a replay begins a history, it does not go on with one.</exception>
    internal async Task SaveAsync(EngineRun run, TimeProvider time, CancellationToken stop)
    {
        var store = new CheckpointStore(LocalFolder.Open(Folder));
        await using var lease = await LeaseKeeper.TakeAsync(store, LeaseHolder.Current("replay"), Lease, time, null, stop);
        if (store.List().Count > 0) throw new EngineFault(FaultOrigin.External, $"{store.Name} has checkpoints already: give --checkpoint an empty folder");
        var options = new CheckpointerOptions { Identity = Identity, Token = lease.Token, ThenOffsets = ThenOffsets };
        await new Checkpointer(run, store, options, null, (_, _) => Task.CompletedTask, time).TakeEndAsync(stop);
    }
}

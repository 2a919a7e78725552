using StreamEngine.Checkpoints;
using StreamEngine.Pipeline;

namespace StreamEngine.Benchmarks;

/// <summary>Saves a measured run to a folder as a running engine does.</summary>
internal static class Checkpoints
{
    public static Checkpointer Of(EngineRun run, int partitions, string folder, TimeSpan interval)
    {
        var store = new CheckpointStore(LocalFolder.Open(folder));
        var lease = store.TryTake(new LeaseHolder("bench", "bench", 1, 1, "bench"), null, TimeSpan.FromHours(1))!;
        var options = new CheckpointerOptions { Interval = interval, Identity = new StateIdentity("bench", "bench", partitions), Token = lease.Token };
        return new Checkpointer(run, store, options, null, static (_, _) => Task.CompletedTask, TimeProvider.System);
    }

    /// <summary>Ends it when the run has ended; what went wrong with it is thrown.</summary>
    public static async Task EndAsync(Task saving, CancellationTokenSource ended)
    {
        await ended.CancelAsync();
        await saving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (saving.IsFaulted) await saving;
    }
}

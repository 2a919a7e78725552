using StreamEngine.Checkpoints;

namespace StreamEngine.Pipeline;

/// <summary>
/// Holds the lease of a checkpoint store for this process: takes it, renews it four times within its duration, and fails when it is lost or could not be renewed in
/// time, since another may then have taken over. On a disk that hangs it fails in time too.
/// </summary>
public sealed class LeaseKeeper : IAsyncDisposable
{
    private const int RenewalsWithinDuration = 4;

    /// <summary>How often someone else's lease is looked at.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private readonly CheckpointStore _store;
    private readonly TimeSpan _duration;
    private readonly TimeProvider _time;
    private readonly Lock _writing = new();
    private Lease _lease;
    private long _renewed;

    private LeaseKeeper(CheckpointStore store, Lease lease, long taken, TimeSpan duration, TimeProvider time) =>
        (_store, _lease, _renewed, _duration, _time) = (store, lease, taken, duration, time);

    /// <summary>The fencing token, which goes into everything that is written to the store.</summary>
    public long Token => _lease.Token;

    /// <summary>Takes the lease: at once when it is free or its holder is a dead process of this machine, else once it has not moved for its duration.</summary>
    /// <param name="store">The store.</param>
    /// <param name="self">This process.</param>
    /// <param name="duration">How long the lease lasts without a renewal.</param>
    /// <param name="time">The clock; only its even run matters.</param>
    /// <param name="waiting">Told once whose lease is watched, when it is.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="CheckpointFault">Another process holds it and lives, or the store cannot be read or written.</exception>
    public static async Task<LeaseKeeper> TakeAsync(
        CheckpointStore store, LeaseHolder self, TimeSpan duration, TimeProvider time, Action<LeaseHolder>? waiting, CancellationToken stop)
    {
        var watch = new LeaseWatch(duration);
        var start = time.GetTimestamp();
        while (true)
        {
            var found = store.FindLease();
            var begun = time.GetTimestamp();
            switch (watch.Observe(found, found?.Holder.IsKnownDead() ?? false, time.GetElapsedTime(start, begun)))
            {
                case LeaseStep.Take when store.TryTake(self, found, duration) is { } lease:
                    return new LeaseKeeper(store, lease, begun, duration, time);
                case LeaseStep.Refuse:
                    throw new CheckpointFault(CheckpointFaultKind.Held,
                        $"{found!.Holder} works on the checkpoints in {store.Name} and is alive: end it first, or set checkpoints.folder to another one");
                case LeaseStep.Take:
                    continue; // another was faster: now it is that one's
            }
            if (found is not null) waiting?.Invoke(found.Holder);
            waiting = null;
            await Task.Delay(Look, time, stop);
        }
    }

    /// <summary>Renews until <paramref name="stop"/>.</summary>
    /// <exception cref="CheckpointFault">The lease is lost: nothing may be written or published any more.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            await Task.Delay(_duration / RenewalsWithinDuration, _time, stop);
            var begun = _time.GetTimestamp();
            var left = _duration - _time.GetElapsedTime(_renewed, begun);
            try
            {
                if (left <= TimeSpan.Zero) throw new TimeoutException();
                await Task.Run(Renew, CancellationToken.None).WaitAsync(left, _time, stop);
                _renewed = begun;
            }
            catch (TimeoutException)
            {
                throw new CheckpointFault(CheckpointFaultKind.Fenced,
                    $"the lease in {_store.Name} could not be renewed for {_duration.TotalSeconds:0.#} s, so another process may have it: this one ends");
            }
            catch (CheckpointFault e) when (e.Kind == CheckpointFaultKind.Storage && _time.GetElapsedTime(_renewed) < _duration)
            {
                // A disk that is back in time has lost nothing; one that is not is a timeout.
            }
        }
    }

    /// <summary>Gives the lease up, so that a next process need not wait. Only when nothing writes to the store any more.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await Task.Run(Release).WaitAsync(_duration / RenewalsWithinDuration, _time);
        }
        catch (Exception e) when (e is CheckpointFault or TimeoutException)
        {
            // Who comes next then waits for the duration.
        }
    }

    // One write at a time, even when nobody waits for a slow one any more.
    private void Renew()
    {
        lock (_writing) _lease = _store.Renew(_lease);
    }

    private void Release()
    {
        lock (_writing) _store.Release(_lease);
    }
}

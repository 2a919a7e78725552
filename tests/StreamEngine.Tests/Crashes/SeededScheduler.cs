namespace StreamEngine.Tests.Crashes;

/// <summary>
/// Runs tasks on the caller's thread, one step at a time, in an order that a seed decides. Whoever stops stepping has killed everything that runs on it.
/// </summary>
internal sealed class SeededScheduler(Random random) : TaskScheduler
{
    private readonly List<Task> _ready = [];

    /// <summary>Runs one task that is ready, up to its next await; false when none is.</summary>
    public bool Step()
    {
        Task task;
        lock (_ready)
        {
            if (_ready.Count == 0) return false;
            var at = random.Next(_ready.Count);
            task = _ready[at];
            _ready[at] = _ready[^1];
            _ready.RemoveAt(_ready.Count - 1);
        }
        TryExecuteTask(task);
        return true;
    }

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        lock (_ready) _ready.Add(task);
    }

    /// <summary>Never: what could go on at once may as well go on later.</summary>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_ready) return [.. _ready];
    }
}

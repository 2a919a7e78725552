using System.Threading.Channels;

namespace StreamEngine.Pipeline;

/// <summary>How a lane runs: it applies what comes, hands over what follows, and is saved for a hurried cut whenever it would wait.</summary>
public sealed partial class EngineRun
{
    private async Task RunLaneAsync(int partition, CancellationToken stop)
    {
        var (lane, input) = (_lanes[partition], _inputs[partition].Reader);
        while (await WaitForInputAsync(partition, input, stop))
        {
            while (input.TryRead(out var batch))
            {
                CrashPoint.Reach(CrashPoint.AfterPoll);
                for (var next = 0; next < batch.Count;)
                {
                    // Uncontended but for someone who asks for a score.
                    lock (_gates[partition]) next = lane.Apply(batch, next);
                    await HandOverAsync(lane, partition, stop);
                }
                batch.Dispose();
                stop.ThrowIfCancellationRequested();
            }
        }
        lock (_gates[partition])
        {
            _end?.Put(partition, lane.Save(), lane.NextOffset, lane.LastTick);
            if (!_leaving) lane.End();
        }
        await HandOverAsync(lane, partition, stop);
        _partials[partition].End();
        _merge.Nudge.Give();
    }

    private async ValueTask<bool> WaitForInputAsync(int partition, ChannelReader<RecordBatch> input, CancellationToken stop)
    {
        var waiting = input.WaitToReadAsync(stop);
        while (!waiting.IsCompleted && _lanes[partition].IsSaving)
        {
            lock (_gates[partition]) _lanes[partition].SaveSlice();
            // In a hurried cut it waits for this one.
            if (!_lanes[partition].IsSaving) _merge.Nudge.Give();
        }
        if (waiting.IsCompleted) return await waiting;
        var more = TaskOf(waiting);
        while (!more.IsCompleted)
        {
            await _partials[partition].Lane.WaitAsync(more, stop);
            SaveInHurry(partition);
        }
        return await more;
    }

    /// <summary>A task that goes on where it was begun; the channel's own would go on on the thread pool, whatever the scheduler.</summary>
    private static async Task<bool> TaskOf(ValueTask<bool> waiting) => await waiting;

    private async ValueTask HandOverAsync(Lane lane, int partition, CancellationToken stop)
    {
        // Dead letters first: when a tick is put out, those of the records before it have been handed over.
        foreach (var letter in lane.DeadLetters) await _sinks.DeadLetters.WriteAsync(letter, stop);
        lane.DeadLetters.Clear();
        foreach (var partial in lane.Closed) _partials[partition].Say(partial);
        lane.Closed.Clear();
        SaveInHurry(partition);
        while (_partials[partition].IsFull)
        {
            await _partials[partition].Lane.WaitAsync(null, stop);
            SaveInHurry(partition);
        }
    }

    /// <summary>Saves a lane that has handed everything over, if a cut is hurried.</summary>
    private void SaveInHurry(int partition)
    {
        if (_cuts.Pending is not { IsHurried: true } cut) return;
        // At the end of the input it is too late: whoever wants that state has saved it.
        if (!_inputs[partition].Reader.Completion.IsCompleted)
        {
            lock (_gates[partition]) _lanes[partition].TakeAsItStands(cut);
        }
        else if (cut.Wants(partition)) cut.Refuse();
        _merge.Nudge.Give();
    }
}

using StreamEngine.ClickHouse.Schema;
using StreamEngine.Host.Cli;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Demo.View;

namespace StreamEngine.Host.Demo;

/// <summary>A demo from its start to its summary: starts the world, shows it until it is time, ends it in order.</summary>
internal sealed class DemoRun(DemoOptions options, StreamEngineOptions configuration, IDemoView view, TimeProvider time)
{
    private static readonly TimeSpan ShowEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>What the engine may take to catch up when the simulator has stopped; a Ctrl-C does not wait for it.</summary>
    private static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(5);

    /// <summary>What it may take to write its last rows; with what ClickHouse takes, a Ctrl-C ends within 3 s.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    /// <summary>Both after a crash, when it is to be shown that nothing was lost: on a busy machine the demo waits rather than leave the question open.</summary>
    private static readonly TimeSpan CatchUpAfterCrash = TimeSpan.FromSeconds(60), FarewellAfterCrash = Supervision.Grace;

    /// <summary>Runs it.</summary>
    /// <param name="stop">Ctrl-C.</param>
    /// <exception cref="ChildDiedException">The engine or ClickHouse ended by itself.</exception>
    public async Task<DemoSummary> RunAsync(CancellationToken stop)
    {
        await using var world = new DemoWorld(options, configuration, time);
        var watch = new DemoWatch(world, options, time);
        var crash = options.CrashAfter is { } after ? new Crash(world, after, time) : null;
        using var traffic = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var sending = Task.CompletedTask;
        await view.RunAsync(async show =>
        {
            sending = await StartAsync(world, watch, show, traffic.Token, stop);
            await ShowAsync(world, watch, crash, show, sending, stop);
            await traffic.CancelAsync();
            if (!stop.IsCancellationRequested) await CatchUpAsync(watch, crash, show, stop);
        });
        await traffic.CancelAsync();
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var orderly = await world.StopEngineAsync(crash is { Happened: true } && !stop.IsCancellationRequested ? FarewellAfterCrash : Farewell);
        return await SummariseAsync(world, watch, crash is { Happened: true } ? crash : null, orderly, stop.IsCancellationRequested);
    }

    /// <summary>Starts the parts; returns the task of the traffic, which begins while the engine is still starting.</summary>
    private static async Task<Task> StartAsync(DemoWorld world, DemoWatch watch, Action<DemoSnapshot> show, CancellationToken traffic, CancellationToken stop)
    {
        show(watch.Snapshot("starting the embedded broker, the simulator and ClickHouse"));
        var clickHouse = world.StartClickHouseAsync(stop);
        await world.PrepareTrafficAsync();
        var sending = Task.Run(() => world.Traffic!.RunAsync(traffic), CancellationToken.None);
        await WhileShowingAsync(watch, show, clickHouse, "starting ClickHouse and making its tables");
        await WhileShowingAsync(watch, show, world.StartEngineAsync(stop), "starting the engine");
        return sending;
    }

    private static async Task WhileShowingAsync(DemoWatch watch, Action<DemoSnapshot> show, Task task, string? what)
    {
        do
        {
            show(watch.Snapshot(what));
        }
        while (await Task.WhenAny(task, Task.Delay(ShowEvery, CancellationToken.None)) != task);
        await task;
    }

    /// <summary>Kills the engine and starts it again, before the viewer's eyes.</summary>
    private static async Task CrashAsync(DemoWorld world, DemoWatch watch, Crash crash, Action<DemoSnapshot> show, TimeSpan up, CancellationToken stop)
    {
        await crash.KillAsync(up, watch.Status?.LastTick);
        watch.News = crash.News;
        await WhileShowingAsync(watch, show, world.StartEngineAsync(stop), null);
    }

    /// <summary>Shows the demo until its time is over, the simulation of an unattended one has ended, Ctrl-C, or something died.</summary>
    private async Task ShowAsync(DemoWorld world, DemoWatch watch, Crash? crash, Action<DemoSnapshot> show, Task sending, CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var children = world.WatchAsync(ended.Token);
        long? up = null;
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await watch.PollAsync(stop);
                if (watch.Status is not null) up ??= time.GetTimestamp();
                if (crash is not null)
                {
                    crash.Observe(watch.Status?.LastTick);
                    if (up is { } then && crash.IsDue(time.GetElapsedTime(then)))
                    {
                        await CrashAsync(world, watch, crash, show, time.GetElapsedTime(then), stop);
                        children = world.WatchAsync(ended.Token);
                    }
                    watch.News = crash.News;
                }
                show(watch.Snapshot(up is null ? "the engine opens its topics" : null));
                if (up is { } since && options.Duration is { } duration && time.GetElapsedTime(since) >= duration) return;
                if (sending.IsCompleted)
                {
                    await sending;
                    watch.IsOver = true;
                    if (options is { Live: false, Duration: null }) return;
                }
                if (await Task.WhenAny(children, Task.Delay(ShowEvery, stop)) == children) await children;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Ctrl-C is how a demo ends.
        }
        finally
        {
            await ended.CancelAsync();
            await children.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CatchUpAsync(DemoWatch watch, Crash? crash, Action<DemoSnapshot> show, CancellationToken stop)
    {
        var since = time.GetTimestamp();
        var patience = crash is { Happened: true } ? CatchUpAfterCrash : CatchUp;
        try
        {
            do
            {
                await watch.PollAsync(stop);
                crash?.Observe(watch.Status?.LastTick);
                watch.News = crash?.News;
                show(watch.Snapshot("the engine catches up"));
                await Task.Delay(ShowEvery, stop);
            }
            while (watch.Status is { Lag.Messages: > 0 } && time.GetElapsedTime(since) < patience);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Then it ends where it is.
        }
    }

    private static async Task<DemoSummary> SummariseAsync(DemoWorld world, DemoWatch watch, Crash? crash, bool orderly, bool wasInterrupted)
    {
        var status = watch.Status;
        var last = world.Engine?.Summary;
        long Final(string name, long otherwise) => last is { } json && json.TryGetProperty(name, out var value) ? value.GetInt64() : otherwise;
        var counted = crash is null ? null : await crash.CountAsync(CancellationToken.None);
        var changes = counted?.TierChangesDistinct ?? Final("tier_changes", status?.TierChanges ?? 0);
        var applied = Final("applied", status?.Applied ?? 0);
        var (rows, changeRows) = await CountAsync(world);
        var summary = new DemoSummary
        {
            Problems = [],
            Applied = applied,
            TierChanges = changes,
            RowsWritten = Final("rows_written", status?.RowsWritten ?? 0),
            RowsInClickHouse = rows,
            TierChangesInClickHouse = changeRows,
            ClickHouseMissing = world.Missing,
            DeadLetters = Final("dead_letters", status?.DeadLetters ?? 0),
            DeadLettersByReason = status?.DeadLettersByReason ?? new Dictionary<string, long>(),
            Duplicate = Final("duplicate", status?.Duplicate ?? 0),
            TooLate = Final("too_late", status?.TooLate ?? 0),
            UnknownType = Final("unknown_type", status?.UnknownType ?? 0),
            LagSecondsMax = Math.Round(watch.LagSecondsMax, 3),
            EventsPerSecond = Math.Round(applied / Math.Max(watch.Elapsed.TotalSeconds, 1e-3), 1),
            EventsPerSecondMax = watch.RateMax,
            FirstTierChangeSeconds = watch.FirstChange is { } first ? Math.Round(first.TotalSeconds, 2) : null,
            Seconds = Math.Round(watch.Elapsed.TotalSeconds, 2),
            SimulatedTime = world.Traffic?.SimulatedTime ?? 0,
            Crash = counted,
        };
        // The last observations of lag, a row for each partition, come when everything else has been written.
        var everythingWasWritten = orderly && Final("rows_waiting", long.MaxValue) <= DemoWorld.Partitions;
        return summary with { Problems = [.. DemoVerdict.Problems(summary, everythingWasWritten, wasInterrupted)] };
    }

    private static async Task<(long? Rows, long? Changes)> CountAsync(DemoWorld world)
    {
        if (world.ClickHouse is not { } clickHouse) return (null, null);
        long rows = 0;
        foreach (var table in Tables.All) rows += await clickHouse.CountAsync(table, CancellationToken.None);
        return (rows, await clickHouse.CountAsync(Tables.TierChanges, CancellationToken.None));
    }
}

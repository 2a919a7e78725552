using Microsoft.Extensions.Time.Testing;
using StreamEngine.Simulator;
using StreamEngine.Simulator.Pacing;
using Xunit;

namespace StreamEngine.Tests.Simulator;

public sealed class PacedRunTests
{
    private static readonly SimulatorOptions Options = new()
    {
        HistoryDays = 1,
        HistoryEventsPerDay = 200,
        MeanRate = 20,
        WarmUp = TimeSpan.FromSeconds(10),
        Rush = TimeSpan.FromSeconds(5),
        Tail = TimeSpan.FromSeconds(5),
        Partitions = 2,
        TellStories = false,
    };

    [Fact]
    public async Task History_passes_at_once_and_the_evening_at_its_speed()
    {
        var time = new FakeTimeProvider();
        var simulation = new Simulation(Options);
        long evening = simulation.Evening.ToUnixTimeMilliseconds(), last = 0;
        var run = new PacedRun(simulation, new PaceOptions { Speed = 4 }, (in r) => (last = r.Time) > 0, time);
        Task done = run.RunAsync(TestContext.Current.CancellationToken);
        Assert.InRange(last, evening - 3_600_000, evening);
        for (int elapsed = 10; elapsed <= 2000; elapsed += 10)
        {
            Advance(time);
            Assert.InRange(last, evening + (elapsed * 4) - 500, evening + (elapsed * 4));
        }
        Assert.False(done.IsCompleted);
        for (int i = 0; i < 400 && !done.IsCompleted; i++) Advance(time);
        await done.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal(simulation.End.ToUnixTimeMilliseconds(), run.SimulatedTime);
    }

    [Fact]
    public async Task The_rate_is_never_exceeded()
    {
        var time = new FakeTimeProvider();
        int taken = 0;
        var run = new PacedRun(new Simulation(Options), new PaceOptions { Speed = 0, MaximumRate = 1000 }, (in _) => ++taken > 0, time);
        Task done = run.RunAsync(TestContext.Current.CancellationToken);
        for (int elapsed = 10; elapsed <= 500; elapsed += 10)
        {
            Advance(time);
            Assert.InRange(taken, elapsed - 10, elapsed + 1);
        }
        Assert.False(done.IsCompleted);
    }

    [Fact]
    public async Task A_record_that_is_refused_is_offered_again()
    {
        var time = new FakeTimeProvider();
        var accepted = new List<string>();
        int offered = 0;
        var run = new PacedRun(new Simulation(Options), new PaceOptions { Speed = 0 }, (in r) =>
        {
            if (++offered % 100 == 0) return false;
            accepted.Add(System.Text.Encoding.UTF8.GetString(r.Value));
            return true;
        }, time);
        Task done = run.RunAsync(TestContext.Current.CancellationToken);
        while (!done.IsCompleted) Advance(time);
        await done;
        Assert.Equal(Lines(new Simulation(Options)), accepted);
    }

    [Fact]
    public async Task It_stops_when_told()
    {
        using var stop = new CancellationTokenSource();
        Task done = new PacedRun(new Simulation(Options), new PaceOptions { Speed = 1 }, (in _) => true, new FakeTimeProvider()).RunAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => done.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
    }

    private static List<string> Lines(Simulation simulation)
    {
        var lines = new List<string>();
        while (simulation.TryNext(out SimulatedRecord r)) lines.Add(System.Text.Encoding.UTF8.GetString(r.Value));
        return lines;
    }

    /// <summary>One pause. Without a synchronization context the run goes on inside the call, and is at its next pause when it returns.</summary>
    private static void Advance(FakeTimeProvider time)
    {
        SynchronizationContext? context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}

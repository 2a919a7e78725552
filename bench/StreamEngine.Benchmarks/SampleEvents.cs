using StreamEngine.Simulator;

namespace StreamEngine.Benchmarks;

/// <summary>Events of a sales evening as the simulator writes them, in memory.</summary>
internal static class SampleEvents
{
    /// <summary>Sound events of partition 0 in order.</summary>
    public static byte[][] Take(int count)
    {
        var simulation = new Simulation(new SimulatorOptions
        {
            HistoryDays = 0,
            MeanRate = 5_000,
            BrokenShare = 0,
            Heartbeats = false,
            TellStories = false,
            Partitions = 1,
        });
        var events = new List<byte[]>(count);
        while (events.Count < count && simulation.TryNext(out var record)) events.Add(record.Value.ToArray());
        return [.. events];
    }
}

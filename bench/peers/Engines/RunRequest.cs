using StreamEngine.Peers.Children;
using StreamEngine.Peers.Comparing;

namespace StreamEngine.Peers.Engines;

/// <summary>One run that an engine is asked for.</summary>
/// <param name="Broker">Where the input is.</param>
/// <param name="Input">The filled topic; live: the empty one.</param>
/// <param name="Run">Unique to the run.</param>
/// <param name="Folder">An empty folder that is deleted afterwards.</param>
/// <param name="WarmEvents">How many events are read before the steady state is measured.</param>
/// <param name="Live">Null in a replay; else it completes when the input has been produced, with the time of the last event.</param>
/// <param name="TickMs">StreamEngine's tick; the others emit every second.</param>
internal sealed record RunRequest(Broker Broker, Input Input, string Run, string Folder, long WarmEvents, Func<Task<long>>? Live = null, int TickMs = 1000)
{
    /// <summary>A run that does not end within this time has failed.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>Where the last result of every key is to be written.</summary>
    public string Results => Path.Combine(Folder, "results.tsv");

    public ChildOptions ToOptions() => new()
    {
        Bootstrap = Broker.Bootstrap,
        Topic = Input.Topic,
        Partitions = Input.Partitions,
        Run = Run,
        End = Input.End,
        Warm = WarmEvents,
        Results = Results,
        Live = Live is not null,
    };
}

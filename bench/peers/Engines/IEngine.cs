using StreamEngine.Peers.Comparing;

namespace StreamEngine.Peers.Engines;

/// <summary>Something that computes the five sums.</summary>
internal interface IEngine
{
    /// <summary>The name on the command line.</summary>
    string Name { get; }

    /// <summary>The name and version in tables.</summary>
    string Title { get; }

    /// <summary>It reads what is produced meanwhile and tells how old its results are.</summary>
    bool CanRunLive { get; }

    /// <summary>Whether its results can be compared for an input.</summary>
    bool HasTotals(Input input);

    /// <summary>Runs once, from the start of a process to the last result, and leaves the totals in the request's file.</summary>
    Task<Measurement> RunAsync(RunRequest request);
}

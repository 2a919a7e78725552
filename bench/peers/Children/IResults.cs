namespace StreamEngine.Peers.Children;

/// <summary>Results that a program has emitted and kept.</summary>
internal interface IResults
{
    /// <summary>How many were emitted.</summary>
    long Emitted { get; }

    /// <summary>How old they were; null in a replay.</summary>
    Ages? Ages { get; }

    /// <summary>Writes the last one of every key: the key and five sums, separated by tabs.</summary>
    void Write(TextWriter to);
}

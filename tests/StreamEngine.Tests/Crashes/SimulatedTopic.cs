namespace StreamEngine.Tests.Crashes;

/// <summary>A topic of one partition: facts in order, and the token below which nobody may write any more. Outlives every process.</summary>
internal sealed class SimulatedTopic
{
    private readonly List<string> _facts = [];
    private long _fence;

    /// <summary>Everything on it.</summary>
    public IReadOnlyList<string> Facts => _facts;

    /// <summary>Fences all earlier processes.</summary>
    public void Fence(long token) => _fence = Math.Max(_fence, token);

    /// <summary>Adds facts in one transaction; false when a later process has taken over.</summary>
    public bool TryAdd(long token, IReadOnlyList<string> facts, bool fenced)
    {
        if (fenced && token < _fence) return false;
        _facts.AddRange(facts);
        return true;
    }
}

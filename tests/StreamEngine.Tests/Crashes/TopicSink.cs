namespace StreamEngine.Tests.Crashes;

/// <summary>What a process knows of a topic that it publishes to: where it stands, and which facts behind its checkpoint's position are there already.</summary>
internal sealed class TopicSink
{
    private readonly SimulatedTopic _topic;
    private readonly long _token;
    private readonly Mutant _mutant;
    private readonly Action<string> _died;
    private readonly HashSet<string> _there;
    private readonly long _from;
    private long _position;
    private bool _isPast;

    public TopicSink(SimulatedTopic topic, long token, long from, Mutant mutant, Action<string> died)
    {
        (_topic, _token, _from, _mutant, _died) = (topic, token, from, mutant, died);
        topic.Fence(token);
        _there = mutant == Mutant.PublishesAgain ? [] : [.. topic.Facts.Skip((int)from)];
        _position = topic.Facts.Count;
    }

    /// <summary>The next offset behind what this process knows to be there and has said, or where it read from while there is more.</summary>
    public long Position => _isPast || _there.Count == 0 || _mutant == Mutant.NotesPositionsAhead ? _position : _from;

    /// <summary>Those that are not there yet.</summary>
    public List<string> Missing(IEnumerable<string> facts) => [.. facts.Where(fact => !_there.Remove(fact))];

    /// <summary>Publishes them together; returns the next offset behind them.</summary>
    /// <exception cref="ProcessDied">A later process has taken over.</exception>
    public long Add(IReadOnlyList<string> facts)
    {
        if (_topic.TryAdd(_token, facts, fenced: _mutant != Mutant.IsNotFenced)) return _topic.Facts.Count;
        _died("fenced on a topic");
        throw new ProcessDied();
    }

    /// <summary>Learns that they are there.</summary>
    /// <param name="position">The next offset behind them.</param>
    /// <param name="inOrder">Whether none comes later that is there already.</param>
    public void Acknowledge(long position, bool inOrder)
    {
        _position = Math.Max(_position, position);
        _isPast |= inOrder;
    }
}

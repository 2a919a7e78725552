namespace StreamEngine.Host.Demo;

/// <summary>The last lines that a child printed, for the report of its death. Thread-safe.</summary>
internal sealed class LastLines
{
    private const int Kept = 12;
    private readonly Queue<string> _lines = new();

    /// <summary>Adds a line; null is the end of the output.</summary>
    public void Add(string? line)
    {
        if (string.IsNullOrWhiteSpace(line)) return;
        lock (_lines)
        {
            if (_lines.Count == Kept) _lines.Dequeue();
            _lines.Enqueue(line);
        }
    }

    /// <summary>What there is, oldest first.</summary>
    public IReadOnlyList<string> All()
    {
        lock (_lines) return [.. _lines];
    }
}

namespace StreamEngine.Tests.Crashes;

/// <summary>Tables in which of two rows of a key the one with the higher version stays. Outlives every process.</summary>
internal sealed class SimulatedTable
{
    private readonly Dictionary<string, (long Version, string Row)> _rows = [];

    /// <summary>The row of every key.</summary>
    public IReadOnlyDictionary<string, string> Rows => _rows.ToDictionary(r => r.Key, r => r.Value.Row);

    public void Store(string key, long version, string row)
    {
        if (!_rows.TryGetValue(key, out var held) || held.Version <= version) _rows[key] = (version, row);
    }
}

using System.Text;
using StreamEngine.Peers.Children;
using StreamEngine.Windows;

namespace StreamEngine.Peers.Reduced;

/// <summary>What a table emits: the last result of every entity, by its number.</summary>
/// <param name="options">Those of the run.</param>
/// <param name="prefix">Keeps the kinds apart.</param>
/// <param name="table">Knows the names.</param>
/// <param name="owners">The parents' names; null when there are none.</param>
internal sealed class SumResults(ChildOptions options, string prefix, SumTable table, SumTable? owners) : IResults
{
    private readonly Rows<long> _latest = new(FiveSums.Count);

    long IResults.Emitted => _emitted;

    public Ages? Ages { get; } = options.Live ? new Ages() : null;

    private long _emitted;

    public void Emit(int entity, ReadOnlySpan<long> totals)
    {
        _latest.Ensure(entity + 1);
        totals.CopyTo(_latest[entity]);
    }

    /// <summary>Counts what was emitted for a tick.</summary>
    public void Emitted(long tick, int count)
    {
        _emitted += count;
        if (count > 0 && tick < options.End) Ages?.Add(tick, count);
    }

    public void Write(TextWriter to)
    {
        // A live run may be stopped before the last ones were emitted.
        _latest.Ensure(table.Ids.Capacity);
        for (var entity = 0; entity < table.Ids.Capacity; entity++)
        {
            var name = Encoding.UTF8.GetString(table.Ids.Name(entity));
            if (owners is not null) name = $"{Encoding.UTF8.GetString(owners.Ids.Name(table.Ids.Parent(entity)))}/{name}";
            to.WriteLine($"{prefix}:{name}\t{string.Join('\t', _latest[entity].ToArray())}");
        }
    }
}

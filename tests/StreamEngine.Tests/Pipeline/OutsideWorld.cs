using System.Buffers;
using System.Text;
using StreamEngine.Commerce;
using StreamEngine.Entities;
using StreamEngine.Pipeline;
using StreamEngine.Pipeline.Files;
using StreamEngine.Scoring;

namespace StreamEngine.Tests.Pipeline;

/// <summary>
/// What stands outside of an engine and outlives it: a topic of tier changes, tables in which a newer version of a row replaces the older, dead letters. Rows are
/// wanted now and then, and wait before they are there.
/// </summary>
internal sealed class OutsideWorld(Random random) : ITierChangeSink, IRowSink, IDeadLetterSink
{
    private readonly List<(string Key, long Version, string Row)> _waiting = [];

    public List<string> Changes { get; } = [];

    public List<string> Announcements { get; } = [];

    public Dictionary<string, (long Version, string Row)> Rows { get; } = [];

    public SortedSet<string> DeadLetters { get; } = new(StringComparer.Ordinal);

    /// <summary>What taking rows ends with; null: nothing, as a rule.</summary>
    public Exception? Fails { get; init; }

    public bool WantsRows => OneIn(4);

    public IReadOnlyDictionary<string, IReadOnlyList<long>> Positions =>
        new Dictionary<string, IReadOnlyList<long>> { ["tier-changes"] = [Changes.Count], ["announcements"] = [Announcements.Count] };

    IReadOnlyDictionary<string, IReadOnlyList<long>> IDeadLetterSink.Positions => new Dictionary<string, IReadOnlyList<long>>();

    public ValueTask PublishAsync(long tick, IReadOnlyList<TierChange> changes, IReadOnlyList<Announcement> announcements, CancellationToken stop)
    {
        foreach (var change in changes) Changes.Add(Text(text => TierChangeJson.Write(text, change)));
        foreach (var announcement in announcements) Announcements.Add($"{announcement.Topic.Name} {announcement.Id} {announcement.Text}");
        return ValueTask.CompletedTask;
    }

    public ValueTask WriteAsync(TickOutput output, CancellationToken stop)
    {
        if (Fails is { } reason) throw reason;
        foreach (var (table, rows) in new[] { ("minutes", output.Minutes), ("hours", output.Hours), ("days", output.Days) })
        {
            for (var i = 0; i < rows.Count; i++) Take(table, rows[i]);
        }
        foreach (var row in output.Scores) _waiting.Add(($"scores {row.Kind} {row.Id} {row.Minute}", row.Version, Text(text => RowJson.Write(text, row))));
        foreach (var row in Of(output.CommerceRows)) _waiting.Add(row);
        while (_waiting.Count > 20) Store(OneIn(2) ? 0 : _waiting.Count - 1);
        return ValueTask.CompletedTask;
    }

    /// <summary>Has on its topics what another world had there when a state was saved.</summary>
    public void TakeTopics(OutsideWorld other, IReadOnlyDictionary<string, IReadOnlyList<long>> positions)
    {
        Changes.AddRange(other.Changes.Take((int)positions["tier-changes"][0]));
        Announcements.AddRange(other.Announcements.Take((int)positions["announcements"][0]));
    }

    /// <summary>Has on its topics what was there when a state was saved; nothing without one.</summary>
    public void CutTopics(IReadOnlyDictionary<string, IReadOnlyList<long>>? positions)
    {
        var (changes, announcements) = positions is null ? (0, 0) : ((int)positions["tier-changes"][0], (int)positions["announcements"][0]);
        Changes.RemoveRange(changes, Changes.Count - changes);
        Announcements.RemoveRange(announcements, Announcements.Count - announcements);
    }

    /// <summary>What an engine that dies leaves in its sink is gone.</summary>
    public void LoseWaiting() => _waiting.Clear();

    public void Capture(IBufferWriter<byte> to) => WaitingBytes.Write(_waiting, to);

    public void Restore(ReadOnlySequence<byte> from) => WaitingBytes.Read(from, _waiting);

    public ValueTask WriteAsync(DeadLetter letter, CancellationToken stop)
    {
        lock (DeadLetters) DeadLetters.Add($"{letter.Partition} {letter.Offset} {letter.Reason} {Convert.ToBase64String(letter.Value)}");
        return ValueTask.CompletedTask;
    }

    public ValueTask FlushAsync(CancellationToken stop) => ValueTask.CompletedTask;

    ValueTask IRowSink.FlushAsync(CancellationToken stop)
    {
        while (_waiting.Count > 0) Store(_waiting.Count - 1);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Store(int index)
    {
        var (key, version, row) = _waiting[index];
        _waiting.RemoveAt(index);
        if (!Rows.TryGetValue(key, out var held) || held.Version <= version) Rows[key] = (version, row);
    }

    /// <summary>Rows of commerce tables as rows of tables, by table and key.</summary>
    internal static IEnumerable<(string Key, long Version, string Row)> Of(CommerceRows rows)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            var key = new ArrayBufferWriter<byte>();
            rows[i].WriteKey(key);
            var index = i;
            yield return ($"{rows[i].Table.Name} {Convert.ToHexString(key.WrittenSpan)}", rows[i].Version, Text(text => RowJson.Write(text, rows[index])));
        }
    }

    internal static string Text(Action<JsonText> write)
    {
        var text = new JsonText();
        write(text);
        return Encoding.UTF8.GetString(text.Written);
    }

    private void Take(string table, in EntityRow row)
    {
        var text = new JsonText();
        RowJson.Write(text, in row, days: null);
        _waiting.Add(($"{table} {row.Kind} {Encoding.UTF8.GetString(row.Id)} {row.Bucket}", row.Version, Encoding.UTF8.GetString(text.Written)));
    }

    private bool OneIn(int many)
    {
        lock (random) return random.Next(many) == 0;
    }
}

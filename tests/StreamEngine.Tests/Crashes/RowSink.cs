using System.Buffers;
using System.Text;
using StreamEngine.Entities;
using StreamEngine.Pipeline;
using StreamEngine.Pipeline.Files;
using StreamEngine.Tests.Pipeline;

namespace StreamEngine.Tests.Crashes;

/// <summary>Keeps rows for a while and inserts them in any order, some of them more than once because the answer was lost.</summary>
internal sealed class RowSink(SimulatedWorld world, Chance chance, Mutant mutant) : IRowSink
{
    /// <summary>Rows that may wait.</summary>
    public const int Room = 24;

    private readonly List<(string Key, long Version, string Row)> _waiting = [];

    public bool WantsRows => chance.OneIn(4);

    public async ValueTask WriteAsync(TickOutput output, CancellationToken stop)
    {
        foreach (var (table, rows) in new[] { ("minutes", output.Minutes), ("hours", output.Hours), ("days", output.Days) })
        {
            for (var i = 0; i < rows.Count; i++) Take(table, rows[i]);
        }
        foreach (var row in output.Scores) _waiting.Add(($"scores {row.Kind} {row.Id} {row.Minute}", row.Version, OutsideWorld.Text(text => RowJson.Write(text, row))));
        _waiting.AddRange(OutsideWorld.Of(output.CommerceRows));
        while (_waiting.Count > Room || _waiting.Count > 0 && chance.OneIn(3)) await InsertAsync();
        world.MostRowsWaiting = Math.Max(world.MostRowsWaiting, _waiting.Count);
    }

    public async ValueTask FlushAsync(CancellationToken stop)
    {
        while (_waiting.Count > 0) await InsertAsync();
    }

    public void Capture(IBufferWriter<byte> to)
    {
        if (mutant == Mutant.ForgetsWaitingRows) return;
        WaitingBytes.Write(_waiting, to);
    }

    public void Restore(ReadOnlySequence<byte> from) => WaitingBytes.Read(from, _waiting);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask InsertAsync()
    {
        var many = chance.Next(1, 6);
        await chance.PauseAsync();
        for (; many > 0 && _waiting.Count > 0; many--)
        {
            var at = chance.Next(_waiting.Count);
            var (key, version, row) = _waiting[at];
            world.Table.Store(key, mutant == Mutant.IgnoresVersions ? 0 : version, row);
            if (!chance.OneIn(6)) _waiting.RemoveAt(at);
        }
        await chance.PauseAsync();
    }

    private void Take(string table, in EntityRow row)
    {
        var text = new JsonText();
        RowJson.Write(text, in row, days: null);
        _waiting.Add(($"{table} {row.Kind} {Encoding.UTF8.GetString(row.Id)} {row.Bucket}", row.Version, Encoding.UTF8.GetString(text.Written)));
    }
}

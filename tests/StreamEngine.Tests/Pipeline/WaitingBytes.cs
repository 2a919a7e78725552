using System.Buffers;
using StreamEngine.Windows;

namespace StreamEngine.Tests.Pipeline;

/// <summary>The rows that wait in a sink of tests, as the bytes that a checkpoint keeps of them.</summary>
internal static class WaitingBytes
{
    public static void Write(List<(string Key, long Version, string Row)> waiting, IBufferWriter<byte> to)
    {
        using var writer = new SnapshotWriter();
        writer.Unsigned((ulong)waiting.Count);
        foreach (var (key, version, row) in waiting)
        {
            writer.Text(key);
            writer.Signed(version);
            writer.Text(row);
        }
        foreach (var piece in writer.Content) to.Write(piece.Span);
    }

    public static void Read(ReadOnlySequence<byte> from, List<(string Key, long Version, string Row)> waiting)
    {
        var reader = new SnapshotReader(from.ToArray());
        for (var left = reader.Count(); left > 0; left--) waiting.Add((reader.Text(), reader.Signed(), reader.Text()));
    }
}

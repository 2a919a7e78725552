using StreamEngine.Windows;

namespace StreamEngine.Pipeline;

/// <summary>What every segment of a snapshot begins with, so that one of another make is known for what it is. docs/checkpoints.md has the format.</summary>
internal static class SegmentFormat
{
    /// <summary>Grows with every change of what a segment holds. A version that is not this one is refused.</summary>
    public const int Version = 4;

    private static ReadOnlySpan<byte> Magic => "StreamEngine segment"u8;

    public static void Begin(SnapshotWriter to)
    {
        to.Bytes(Magic);
        to.Unsigned(Version);
    }

    /// <exception cref="InvalidDataException">The bytes are no segment, or one of another version.</exception>
    public static void Check(SnapshotReader from)
    {
        if (!from.Bytes().SequenceEqual(Magic)) throw new InvalidDataException("it is no segment of a checkpoint");
        var version = from.Unsigned();
        if (version != Version) throw new InvalidDataException($"it has format version {version}, this program reads {Version}");
    }
}

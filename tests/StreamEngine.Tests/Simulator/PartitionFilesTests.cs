using System.IO.Compression;
using StreamEngine.Simulator;
using StreamEngine.Simulator.Output;
using Xunit;
using ZstdSharp;

namespace StreamEngine.Tests.Simulator;

public sealed class PartitionFilesTests : IDisposable
{
    private static readonly SimulatorOptions Options = new() { HistoryDays = 0, MeanRate = 10, Rush = TimeSpan.FromSeconds(20), Tail = TimeSpan.FromSeconds(20), Partitions = 3 };
    private readonly string _folder = Directory.CreateTempSubdirectory("streamengine-simulator-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(FileCompression.None)]
    [InlineData(FileCompression.Gzip)]
    [InlineData(FileCompression.Zstandard)]
    public void Each_partition_has_its_records_in_order(FileCompression compression)
    {
        var expected = new List<byte>[] { [], [], [] };
        var simulation = new Simulation(Options);
        while (simulation.TryNext(out SimulatedRecord r))
        {
            expected[r.Partition].AddRange(r.Value);
            expected[r.Partition].Add((byte)'\n');
        }
        IReadOnlyList<string> files = PartitionFiles.Write(new Simulation(Options), Options, _folder, compression, TestContext.Current.CancellationToken);
        Assert.Equal(files.Order(), Directory.GetFiles(_folder).Order());
        for (int p = 0; p < 3; p++) Assert.Equal([.. expected[p]], Unpacked(files[p]));
    }

    [Fact]
    public void A_run_that_is_stopped_leaves_nothing_behind()
    {
        Assert.Throws<OperationCanceledException>(() =>
            PartitionFiles.Write(new Simulation(Options), Options, _folder, FileCompression.Gzip, new CancellationToken(canceled: true)));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    private static byte[] Unpacked(string path)
    {
        using FileStream file = File.OpenRead(path);
        using Stream unpacked = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress)
            : path.EndsWith(".zst", StringComparison.Ordinal) ? new DecompressionStream(file)
            : file;
        using var all = new MemoryStream();
        unpacked.CopyTo(all);
        return all.ToArray();
    }
}

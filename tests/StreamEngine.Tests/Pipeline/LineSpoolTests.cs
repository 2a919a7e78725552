using System.Text;
using StreamEngine.Entities;
using StreamEngine.Pipeline.Files;
using StreamEngine.Tests.Model;
using Xunit;

namespace StreamEngine.Tests.Pipeline;

public sealed class LineSpoolTests
{
    [Theory]
    [InlineData(1, 1 << 30)]
    [InlineData(2, 20_000)]
    [InlineData(3, 500)]
    [InlineData(4, 1)]
    public void Lines_come_out_by_bucket_kind_and_id_the_last_of_each_key_whether_they_waited_in_memory_or_on_disk(int seed, long budget)
    {
        using var folder = new TemporaryFolder();
        var random = new Random(seed);
        var lines = new Dictionary<(long Bucket, EntityKind Kind, string Id), string>();
        using var output = new MemoryStream();
        using (var spool = new LineSpool(folder["spool"], spanMs: 3_600_000, budget))
        {
            for (var i = 0; i < 1500; i++)
            {
                var key = (Bucket: 60_000L * random.Next(400), Kind: (EntityKind)random.Next(9), Id: Id(random));
                lines[key] = $"{i}" + new string('x', random.Next(90));
                spool.Add(key.Bucket, key.Kind, Encoding.UTF8.GetBytes(key.Id), Encoding.UTF8.GetBytes(lines[key]));
            }
            spool.Drain(output);
        }
        var expected = lines.OrderBy(l => l.Key.Bucket).ThenBy(l => EntityKinds.Name(l.Key.Kind), ByteOrder.Instance).ThenBy(l => l.Key.Id, ByteOrder.Instance);
        Assert.Equal(expected.Select(l => l.Value), Encoding.UTF8.GetString(output.ToArray()).Split('\n')[..^1]);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    /// <summary>Ids that differ early or only late, and some that are others with zeros behind them.</summary>
    private static string Id(Random random) => random.Next(3) switch
    {
        0 => "zé达😀aB"[(random.Next(2) * 5)..] + random.Next(9),
        1 => "m-暖阳家居旗舰店-801/p-保温杯-"[..random.Next(1, 20)] + random.Next(9),
        _ => "seven-b"[..random.Next(5, 8)] + new string('\0', random.Next(12)) + (random.Next(2) == 0 ? "" : "c"),
    };
}

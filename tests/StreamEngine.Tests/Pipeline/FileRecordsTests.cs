using System.IO.Compression;
using System.Text;
using StreamEngine.Pipeline;
using StreamEngine.Pipeline.Files;
using Xunit;

namespace StreamEngine.Tests.Pipeline;

public sealed class FileRecordsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a\nb\n", "0:a 1:b")]
    [InlineData("a\nb", "0:a 1:b")]
    [InlineData("a\r\nb\r\n", "0:a 1:b")]
    [InlineData("\n \t\r\na\n\n\r\n  \nb\n\t", "2:a 6:b")]
    [InlineData("  a \r\n", "0:  a ")]
    [InlineData("a\r\r\n", "0:a\r")]
    [InlineData("a\rb\n", "0:a\rb")]
    [InlineData("", "")]
    [InlineData("\n", "")]
    [InlineData("\r", "")]
    [InlineData("\0\n\uFEFF\n", "0:\0 1:\uFEFF")]
    public async Task Lines_are_records_and_blank_ones_are_none(string content, string expected)
    {
        await File.WriteAllTextAsync(_folder["a.jsonl"], content, TestContext.Current.CancellationToken);
        foreach (var batch in new[] { 1, 2, 3, 1024 }) Assert.Equal(expected, string.Join(' ', await ReadAsync(batch, _folder["a.jsonl"])));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1024)]
    public async Task Lines_of_any_length_arrive_whole_from_any_kind_of_file(int batch)
    {
        var random = new Random(batch);
        var lines = Enumerable.Range(0, 300).Select(i => new string((char)('a' + i % 26), 1 + (random.Next(40) == 0 ? random.Next(300_000) : random.Next(700)))).ToList();
        lines[150] = new string('x', 3 << 20);
        var content = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        await File.WriteAllBytesAsync(_folder["a.jsonl"], content, TestContext.Current.CancellationToken);
        Compress("a.jsonl.gz", content, s => new GZipStream(s, CompressionLevel.Fastest));
        Compress("a.jsonl.zst", content, s => new ZstdSharp.CompressionStream(s));
        foreach (var file in new[] { "a.jsonl", "a.jsonl.gz", "a.jsonl.zst" })
        {
            var records = await ReadAsync(batch, _folder[file]);
            Assert.Equal(lines.Select((line, i) => $"{i}:{line}"), records);
        }
    }

    [Fact]
    public async Task A_sequence_of_files_is_read_as_one_and_a_last_line_without_its_end_stays_its_own()
    {
        var (a, b, c) = (_folder["a"], _folder.Write("b"), _folder.Write("c", "3", "4"));
        await File.WriteAllTextAsync(a, "1\n2", TestContext.Current.CancellationToken);
        Assert.Equal(["0:1", "1:2", "2:3", "3:4"], await ReadAsync(2, a, b, c));
    }

    [Fact]
    public async Task A_batch_has_no_more_records_than_it_may()
    {
        using var records = new FileRecords([_folder.Write("a", [.. Enumerable.Range(0, 100).Select(i => $"{i}")])], 7);
        var counts = new List<int>();
        while (await records.NextAsync(TestContext.Current.CancellationToken) is { } batch) counts.Add(batch.Count);
        Assert.Equal(100, counts.Sum());
        Assert.All(counts, c => Assert.InRange(c, 1, 7));
    }

    [Theory]
    [InlineData("a.jsonl.gz")]
    [InlineData("a.jsonl.zst")]
    public async Task A_compressed_file_that_is_cut_short_is_named(string name)
    {
        var content = new byte[100_000];
        new Random(1).NextBytes(content);
        Compress(name, content, s => name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(s, CompressionLevel.Fastest) : new ZstdSharp.CompressionStream(s));
        var whole = await File.ReadAllBytesAsync(_folder[name], TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(_folder[name], whole[..(whole.Length / 2)], TestContext.Current.CancellationToken);
        var fault = await Assert.ThrowsAsync<EngineFault>(() => ReadAsync(1024, _folder[name]));
        Assert.Contains(name, fault.Message);
        Assert.Equal(FaultOrigin.External, fault.Origin);
    }

    [Theory]
    [InlineData("a.jsonl.gz")]
    [InlineData("a.jsonl.zst")]
    public async Task A_file_that_is_not_compressed_as_its_name_says_is_named(string name)
    {
        var fault = await Assert.ThrowsAsync<EngineFault>(() => ReadAsync(1024, _folder.Write(name, "{\"type\":\"heartbeat\",\"ts\":1781781200000}")));
        Assert.Contains(name, fault.Message);
    }

    private static async Task<List<string>> ReadAsync(int batchRecords, params string[] files)
    {
        using var records = new FileRecords(files, batchRecords);
        var read = new List<string>();
        while (await records.NextAsync(TestContext.Current.CancellationToken) is { } batch)
        {
            foreach (var record in batch.Records) read.Add($"{record.Offset}:{Encoding.UTF8.GetString(batch.Value(in record))}");
            batch.Dispose();
        }
        return read;
    }

    private void Compress(string name, byte[] content, Func<Stream, Stream> compression)
    {
        using var file = File.Create(_folder[name]);
        using var compressed = compression(file);
        compressed.Write(content);
    }
}

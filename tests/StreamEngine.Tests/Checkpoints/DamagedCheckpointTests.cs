using System.Text;
using StreamEngine.Checkpoints;
using Xunit;

namespace StreamEngine.Tests.Checkpoints;

/// <summary>Fault 40: whatever is done to the files, nothing wrong is used, the reason names the file, and the checkpoint before is.</summary>
public sealed class DamagedCheckpointTests
{
    private const string Manifest = "checkpoint-000001-00000002.json";
    private const string Lane = "p000-000001-00000002.seg";

    private readonly MemoryFolder _folder = new();

    public DamagedCheckpointTests()
    {
        var store = new CheckpointStore(_folder);
        var token = store.Take().Token;
        store.Save(token, 1);
        store.Save(token, 2);
    }

    [Fact]
    public void Fault_40_every_flipped_bit_of_a_manifest_is_noticed()
    {
        var sound = _folder.Read(Manifest)!;
        for (var bit = 0; bit < 8 * sound.Length; bit++)
        {
            var flipped = sound.ToArray();
            flipped[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.Null(ManifestFile.Read(flipped, out var refusal));
            Assert.NotEmpty(refusal!);
        }
        Assert.NotNull(ManifestFile.Read(sound, out _));
    }

    [Fact]
    public void Fault_40_every_flipped_bit_of_a_segment_is_noticed()
    {
        var sound = _folder.Read(Lane)!;
        for (var bit = 0; bit < 8 * sound.Length; bit++)
        {
            var flipped = sound.ToArray();
            flipped[bit / 8] ^= (byte)(1 << bit % 8);
            _folder.Replace(Lane, flipped);
            FallsBack($"{Lane} does not have the checksum that it was written with (in memory)");
        }
    }

    [Fact]
    public void Fault_40_a_manifest_that_is_torn_at_any_byte_is_refused()
    {
        var sound = _folder.Read(Manifest)!;
        for (var length = 0; length < sound.Length; length++)
        {
            _folder.Replace(Manifest, sound.AsMemory(0, length));
            FallsBack(length == 0 ? $"{Manifest} is empty" : $"{Manifest} is torn or altered");
        }
        _folder.Replace(Manifest, (byte[])[.. sound, .. sound]);
        FallsBack($"{Manifest} is torn or altered");
    }

    [Fact]
    public void Fault_40_a_segment_that_is_torn_or_longer_is_refused()
    {
        var sound = _folder.Read(Lane)!;
        _folder.Replace(Lane, sound.AsMemory(0, 5));
        FallsBack($"{Lane} has 5 bytes and was written with {sound.Length}");
        _folder.Replace(Lane, (byte[])[.. sound, 0]);
        FallsBack($"{Lane} has {sound.Length + 1} bytes and was written with {sound.Length}");
    }

    [Fact]
    public void Fault_40_a_missing_segment_is_named()
    {
        _folder.Delete(Lane);
        FallsBack($"{Lane} is missing");
    }

    [Fact]
    public void Fault_40_a_missing_manifest_makes_the_checkpoint_before_the_newest()
    {
        _folder.Delete(Manifest);
        var (manifest, refused) = new CheckpointStore(_folder).Load();
        Assert.Equal((1, 0), (manifest!.Generation, refused.Count));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Fault_40_a_manifest_of_another_version_is_refused_with_both_versions(int version)
    {
        Rewrite("\"version\": 1", $"\"version\": {version}");
        FallsBack($"{Manifest} has format version {version}, this program reads 1: use the version of the program that wrote it");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1,2]")]
    [InlineData("\"text\"")]
    [InlineData("""{"format": "other", "version": 1, "checksum": "", "content": {}}""")]
    [InlineData("""{"format": 1, "version": 1, "checksum": "", "content": {}}""")]
    public void Fault_40_a_file_of_another_program_is_refused(string text)
    {
        _folder.Replace(Manifest, Stores.Bytes(text));
        FallsBack($"{Manifest} was not written by this program");
    }

    [Fact]
    public void Fault_40_a_manifest_under_the_name_of_another_is_refused()
    {
        _folder.Replace("checkpoint-000001-00000009.json", _folder.Read(Manifest)!);
        var (manifest, refused) = new CheckpointStore(_folder).Load();
        Assert.Equal(2, manifest!.Generation);
        Assert.Equal(["checkpoint-000001-00000009.json is the manifest of another checkpoint, renamed"], refused);
    }

    [Theory]
    [InlineData("\"epoch\": 0", "\"epoch\": 0, \"epoch\": 1", "torn or altered")]
    [InlineData("\"epoch\": 0", "\"epoche\": 0", "torn or altered")]
    [InlineData("\"epoch\": 0", "\"epoch\": null", "torn or altered")]
    [InlineData("\"epoch\": 0", "\"epoch\": -1", "epoch that cannot be")]
    [InlineData("\"token\": 1", "\"token\": 0", "token")]
    [InlineData("\"next_offset\": 200", "\"next_offset\": -2", "offset that cannot be")]
    [InlineData("      17", "      -17", "position below 0")]
    [InlineData("\"name\": \"merge\"", "\"name\": \"p000\"", "names a part twice")]
    [InlineData("\"name\": \"merge\"", "\"name\": \"../../merge\"", "part with a name")]
    [InlineData("merge-000001-00000002.seg", "../../etc/passwd", "names a file that cannot be")]
    [InlineData("merge-000001-00000002.seg", "p000-000001-00000002.seg", "names a file twice")]
    [InlineData("\"files\": []", "\"files\": null", "torn or altered")]
    public void A_manifest_with_a_right_checksum_is_still_not_trusted(string sound, string hostile, string reason)
    {
        Rewrite(sound, hostile);
        var text = Encoding.UTF8.GetString(_folder.Read(Manifest)!);
        var content = text[(text.IndexOf("\"content\": ", StringComparison.Ordinal) + 11)..^1];
        var checksum = text.Split('"')[9];
        Rewrite(checksum, Convert.ToHexStringLower(System.IO.Hashing.XxHash128.Hash(Stores.Bytes(content))));
        var (manifest, refused) = new CheckpointStore(_folder).Load();
        Assert.Equal(1, manifest!.Generation);
        Assert.Contains(reason, Assert.Single(refused), StringComparison.Ordinal);
    }

    [Fact]
    public void When_nothing_is_sound_every_refusal_is_told()
    {
        _folder.Replace(Manifest, Stores.Bytes("?"));
        _folder.Delete("merge-000001-00000001.seg");
        var (manifest, refused) = new CheckpointStore(_folder).Load();
        Assert.Null(manifest);
        Assert.Equal(2, refused.Count);
    }

    [Fact]
    public void Files_of_others_are_neither_read_nor_taken_for_checkpoints()
    {
        foreach (var name in (string[])["checkpoint-1-2.json", "checkpoint-000001-00000003.json.tmp", "CHECKPOINT-000001-00000003.json", "checkpoint-000009-99999999999999999999.json"])
            _folder.TryCreate(name, []);
        Assert.Equal([2, 1], new CheckpointStore(_folder).List().Select(c => c.Generation));
    }

    private void Rewrite(string old, string text)
    {
        var sound = Encoding.UTF8.GetString(_folder.Read(Manifest)!);
        Assert.Contains(old, sound, StringComparison.Ordinal);
        var at = sound.IndexOf(old, StringComparison.Ordinal);
        _folder.Replace(Manifest, Stores.Bytes(sound[..at] + text + sound[(at + old.Length)..]));
    }

    private void FallsBack(string reason)
    {
        var (manifest, refused) = new CheckpointStore(_folder).Load();
        Assert.Equal(1, manifest!.Generation);
        Assert.StartsWith(reason, Assert.Single(refused), StringComparison.Ordinal);
    }
}

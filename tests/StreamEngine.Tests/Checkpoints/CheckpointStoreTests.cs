using StreamEngine.Checkpoints;
using Xunit;

namespace StreamEngine.Tests.Checkpoints;

public sealed class CheckpointStoreTests
{
    private readonly MemoryFolder _folder = new();
    private readonly CheckpointStore _store;

    public CheckpointStoreTests() => _store = new CheckpointStore(_folder);

    [Fact]
    public void What_was_published_is_read_back_as_it_was()
    {
        var token = _store.Take().Token;
        var written = _store.Save(token, 1) with { EpochTick = 3, Tick = null };
        written = written with { Generation = 2, Positions = new Dictionary<string, IReadOnlyList<long>> { ["主题"] = [long.MaxValue] } };
        _store.Publish(written);
        var read = new CheckpointStore(_folder).Load().Manifest!;
        Assert.Equivalent(written, read, strict: true);
        Assert.Equal("lane 1/1, more of it"u8, _store.Read(read.Parts[0].Files[0]));
    }

    [Fact]
    public void The_newest_is_the_one_of_the_highest_token_and_then_generation()
    {
        Assert.Empty(_store.List());
        _store.Save(_store.Take().Token, 99_999_999);
        _store.Publish(Stores.Manifest(1, 100_000_000));
        var second = _store.Take().Token;
        _store.Save(second, 1);
        _store.Save(second, 2);
        Assert.Equal([(2, 2), (2, 1), (1, 100_000_000), (1, 99_999_999)], _store.List().Select(c => (c.Token, c.Generation)));
    }

    [Fact]
    public void Two_generations_are_kept_and_what_they_need_and_the_rest_is_removed()
    {
        var token = _store.Take().Token;
        for (var generation = 1; generation <= 4; generation++) _store.Save(token, generation);
        _folder.TryCreate("p000-000001-00000002.seg.0123456789abcdef0123456789abcdef.tmp", []);
        _folder.TryCreate("checkpoint-000001-00000003.json.0123456789abcdef0123456789abcdef.tmp", []);
        _folder.TryCreate("notes.txt", []);
        var next = _store.Write("p000", token, 5, [Stores.Bytes("of the next checkpoint")]);
        var gone = _store.Prune(token, 2);
        Assert.Equal([4, 3], _store.List().Select(c => c.Generation));
        Assert.Equal((4, 0), (_store.Load().Manifest!.Generation, _store.Load().Refused.Count));
        Assert.Contains("p000-000001-00000002.seg", _folder.List()); // the older segment of generation 3
        Assert.DoesNotContain("p000-000001-00000001.seg", _folder.List());
        Assert.Contains("notes.txt", _folder.List());
        Assert.Contains(next.Name, _folder.List());
        Assert.DoesNotContain(_folder.List(), name => name.EndsWith(".tmp", StringComparison.Ordinal));
        Assert.Equal(7, gone.Count);
        Assert.Empty(_store.Prune(token, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => _store.Prune(token, 1));
    }

    [Fact]
    public void A_damaged_checkpoint_does_not_count_among_those_that_are_kept()
    {
        var token = _store.Take().Token;
        for (var generation = 1; generation <= 3; generation++) _store.Save(token, generation);
        _folder.Replace("merge-000001-00000003.seg", Stores.Bytes("xxxxx 1/3"));
        Assert.Equal(2, _store.Load().Manifest!.Generation);
        _store.Prune(token, 2);
        Assert.Equal([null, 2L, 1L], _store.List().Select(c => c.Manifest?.Generation));
        _store.Save(token, 4);
        _store.Save(token, 5);
        _store.Prune(token, 2);
        Assert.Equal([5, 4], _store.List().Select(c => c.Generation));
    }

    [Fact]
    public void Whatever_call_is_the_last_before_the_power_goes_a_start_finds_a_checkpoint_that_is_whole()
    {
        for (var calls = 0; ; calls++)
        {
            var folder = new MemoryFolder();
            var store = new CheckpointStore(folder);
            var token = store.Take().Token;
            store.Save(token, 1);
            store.Save(token, 2);
            var left = calls;
            folder.Before = (_, _) =>
            {
                if (left-- == 0) throw new CheckpointFault(CheckpointFaultKind.Storage, "no power");
            };
            var survived = true;
            try
            {
                store.Save(token, 3);
                store.Prune(token, 2);
            }
            catch (CheckpointFault)
            {
                survived = false;
            }
            folder.Before = null;
            if (calls % 2 == 0) folder.LosePower();
            var (manifest, refused) = new CheckpointStore(folder).Load();
            Assert.Empty(refused);
            Assert.InRange(manifest!.Generation, survived ? 3 : 2, 3);
            if (survived) break;
        }
    }

    [Fact]
    public void A_segment_is_written_once()
    {
        var token = _store.Take().Token;
        _store.Write("p000", token, 1, [Stores.Bytes("a")]);
        var fault = Assert.Throws<CheckpointFault>(() => _store.Write("p000", token, 1, [Stores.Bytes("b")]));
        Assert.Equal(CheckpointFaultKind.Fenced, fault.Kind);
        Assert.Equal("a"u8, _folder.Read("p000-000001-00000001.seg")!);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../p000")]
    [InlineData("P000")]
    [InlineData("p-0")]
    [InlineData("p000\n")]
    public void A_part_cannot_be_called_what_is_no_name(string part) => Assert.Throws<ArgumentException>(() => _store.Write(part, 1, 1, []));
}

using System.Text;
using StreamEngine.Windows;
using Xunit;

namespace StreamEngine.Tests.Windows;

public sealed class DeduplicationTests
{
    [Theory]
    [InlineData(1, 1_000_000)]
    [InlineData(2, 1_000_000)]
    [InlineData(3, 700)]
    [InlineData(4, 40)]
    [InlineData(5, 1)]
    public void Ids_are_remembered_as_a_list_would(int seed, int limit)
    {
        const long window = 5000;
        var random = new Random(seed);
        var deduplication = new Deduplication(window, limit);
        var list = new List<(string Id, long Time)>();
        long now = 0, evicted = 0;
        for (var step = 0; step < 20_000; step++)
        {
            var id = "id" + random.Next(3000);
            var hash = Deduplication.HashOf(Encoding.UTF8.GetBytes(id));
            list.RemoveAll(e => now - e.Time > window);
            var known = list.Exists(e => e.Id == id);
            Assert.Equal(known, deduplication.Contains(hash, now));
            if (known) continue;
            now += random.Next(500) == 0 ? random.Next(10_000) : random.Next(5);
            if (list.Count == limit)
            {
                list.RemoveAt(0);
                evicted++;
            }
            list.Add((id, now));
            deduplication.Add(hash, now);
            Assert.Equal(list.Count, deduplication.Count);
            Assert.Equal(evicted, deduplication.Evicted);
        }
    }

    [Fact]
    public void An_id_is_known_for_the_whole_window_and_no_longer()
    {
        var deduplication = new Deduplication(86_400_000, 10);
        var hash = Deduplication.HashOf("a"u8);
        deduplication.Add(hash, 1000);
        Assert.True(deduplication.Contains(hash, 1000 + 86_400_000));
        Assert.False(deduplication.Contains(hash, 1000 + 86_400_001));
    }

    [Theory]
    [InlineData(1, 1_000_000)]
    [InlineData(2, 1_000_000)]
    [InlineData(3, 700)]
    public void What_is_saved_in_slices_is_what_was_known_when_it_was_begun(int seed, int limit)
    {
        const long window = 20_000;
        var random = new Random(seed);
        var deduplication = new Deduplication(window, limit);
        var segments = new List<ReadOnlyMemory<byte>>();
        var (now, next) = (0L, 0);
        void Add(int count)
        {
            for (; count > 0; count--)
            {
                now += random.Next(6);
                var hash = HashOf(next++);
                Assert.False(deduplication.Contains(hash, now));
                deduplication.Add(hash, now);
            }
        }
        for (var turn = 0; turn < 100; turn++)
        {
            using var to = new SnapshotWriter();
            using var rest = deduplication.BeginSave(to, turn % SegmentMarks.Cycle).GetEnumerator();
            var (begun, known) = (next, Enumerable.Range(0, next).Where(id => deduplication.Contains(HashOf(id), now)).ToHashSet());
            // More than the window and the limit hold, so that what is still to be written expires and its place is wanted.
            while (rest.MoveNext()) Add(random.Next(400));
            segments.Add(to.Content.SelectMany(chunk => chunk.ToArray()).ToArray());
            if (turn % 10 == 0) AssertRestores(segments, begun, known);
            Add(random.Next(9000));
        }

        void AssertRestores(List<ReadOnlyMemory<byte>> chain, int begun, HashSet<int> known)
        {
            var restored = new Deduplication(window, limit);
            foreach (var segment in chain.TakeLast(SegmentMarks.Cycle))
            {
                var from = new SnapshotReader(segment);
                restored.Load(from);
                restored.LoadRuns(from);
                Assert.True(from.AtEnd);
            }
            restored.Loaded();
            Assert.Equal(known.Count, restored.Count);
            Assert.All(known, id => Assert.True(restored.Contains(HashOf(id), 0)));
            Assert.False(restored.Contains(HashOf(begun), 0));
        }
    }

    private static UInt128 HashOf(int id) => Deduplication.HashOf(Encoding.UTF8.GetBytes("id" + id));
}

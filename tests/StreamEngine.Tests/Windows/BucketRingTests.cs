using System.Numerics;
using StreamEngine.Windows;
using Xunit;

namespace StreamEngine.Tests.Windows;

public sealed class BucketRingTests
{
    private const int Span = 5, Entities = 4, Width = 12;
    private const ulong Kept = 0b1111_0111_1111;

    [Theory]
    [InlineData(1, 1000)]
    [InlineData(2, 1000)]
    [InlineData(3, 1 << 16)]
    [InlineData(4, 1 << 15)]
    [InlineData(5, 29_000_000)]
    [InlineData(6, 210)]
    public void A_ring_does_what_a_dictionary_of_buckets_does(int seed, long around)
    {
        var random = new Random(seed);
        var ring = new BucketRing(Span, Kept);
        var model = new Dictionary<(long Span, int Entity), (SortedDictionary<int, long> Values, long Version, bool Changed)>();
        for (var entity = 0; entity < Entities; entity++) ring.Admit(entity);
        var newest = around - 200;
        AssertLeavers(ring, model, newest);
        var values = new long[Width];
        for (var step = 0; step < 3000; step++)
        {
            if (random.Next(4) == 0)
            {
                newest += random.Next(8) switch { 0 => random.Next(1, 20), < 4 => 1, _ => 0 };
                AssertLeavers(ring, model, newest);
            }
            var (entity, span) = (random.Next(Entities), newest - random.Next(Span));
            var mask = (ulong)random.Next(1 << Width) & (ulong)random.Next(1 << Width);
            for (var metric = 0; metric < Width; metric++) values[metric] = AnyValue(random);
            var handle = ring.Add(entity, span, mask, values, version: step);
            Assert.Equal((mask & Kept) == 0, handle < 0);
            if ((mask & Kept) != 0) AddTo(model, (span, entity), mask & Kept, values, step);

            Assert.Equal(model.Count, ring.Count);
            Assert.Equal(Texts(model.Where(b => b.Key.Entity == entity).OrderByDescending(b => b.Key.Span)), Newest(ring, entity));
            Assert.Equal(model.ContainsKey((span, entity)), ring.Find(entity, span) >= 0);
            if (random.Next(50) == 0) AssertChanged(ring, model);
        }
    }

    [Fact]
    public void A_bucket_whose_place_is_used_again_is_visited_once()
    {
        var ring = new BucketRing(2, Kept);
        for (var entity = 0; entity < 100; entity++) ring.Admit(entity);
        for (var span = 100; span < 600; span++)
        {
            var nobody = new Collector([]);
            ring.Advance(span, ref nobody);
            for (var entity = 0; entity < 100; entity++) ring.Add(entity, span, 1, [1], span);
        }
        var seen = new List<string>();
        var collector = new Collector(seen);
        ring.VisitChanged(ref collector);
        Assert.Equal(200, seen.Count);
        Assert.Equal(200, seen.Distinct().Count());
    }

    [Fact]
    public void A_window_holds_as_many_buckets_as_it_has()
    {
        var ring = new BucketRing(60, Kept);
        Assert.True(ring.Holds(941, newest: 1000));
        Assert.False(ring.Holds(940, newest: 1000));
    }

    [Fact]
    public void Sums_stay_at_the_end_of_a_64_bit_integer_and_are_counted()
    {
        var ring = new BucketRing(2, Kept);
        ring.Admit(0);
        var nobody = new Collector([]);
        ring.Advance(10, ref nobody);
        ring.Add(0, 10, 0b11, [long.MaxValue - 1, long.MinValue + 1], 1);
        ring.Add(0, 10, 0b11, [1, -1], 1);
        Assert.Equal(0, ring.Saturated);
        var handle = ring.Add(0, 10, 0b11, [1, -1], 1);
        Assert.Equal([long.MaxValue, long.MinValue], ring.Values(handle).ToArray());
        Assert.Equal(2, ring.Saturated);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_ring_that_was_saved_and_loaded_is_the_same(int seed)
    {
        var random = new Random(seed);
        var (ring, nobody, saved) = (new BucketRing(Span, Kept), new Collector([]), new List<int>());
        for (var entity = 0; entity < Entities; entity++) ring.Admit(entity);
        ring.Advance(100, ref nobody);
        var segments = new List<byte[]>();
        for (var turn = 0; turn < SegmentMarks.Cycle; turn++)
        {
            for (var i = 0; i < 3; i++)
                ring.Add(random.Next(Entities), 100 - random.Next(Span), (ulong)random.Next(1 << Width), [.. Enumerable.Range(0, Width).Select(_ => AnyValue(random))], turn);
            using var to = new SnapshotWriter();
            Slice.Finish(ring.Save(to, turn, saved));
            segments.Add([.. to.Content.SelectMany(chunk => chunk.ToArray())]);
        }

        var loaded = new BucketRing(Span, Kept);
        foreach (var segment in segments) loaded.Load(new SnapshotReader(segment), saved);
        loaded.Loaded(Entities);

        for (var entity = 0; entity < Entities; entity++) Assert.Equal(Newest(ring, entity), Newest(loaded, entity));
    }

    [Theory]
    [InlineData(Span)]
    [InlineData(1 << 16)]
    [InlineData((1 << 16) + 1)]
    [InlineData(1 << 20)]
    public void What_has_left_between_two_segments_is_not_there_after_loading(long later)
    {
        var (ring, nobody, saved) = (new BucketRing(Span, Kept), new Collector([]), new List<int>());
        ring.Admit(0);
        ring.Admit(1);
        using var first = new SnapshotWriter();
        using var second = new SnapshotWriter();
        ring.Advance(100, ref nobody);
        ring.Add(0, 100, 1, [7], 1);
        ring.Add(1, 100, 1, [8], 1);
        Slice.Finish(ring.Save(first, 0, saved));
        ring.Advance(100 + later, ref nobody);
        ring.Add(1, 100 + later, 1, [9], 2);
        Slice.Finish(ring.Save(second, 1, saved));

        var loaded = new BucketRing(Span, Kept);
        foreach (var segment in new[] { first, second }) loaded.Load(new SnapshotReader(segment.Content.SelectMany(chunk => chunk.ToArray()).ToArray()), saved);
        loaded.Loaded(2);
        Assert.Empty(Newest(loaded, 0));
        Assert.Equal([$"{100 + later} 1 @2 0=9"], Newest(loaded, 1));
        Assert.Equal(1, loaded.Count);
    }

    /// <summary>Mostly small ones, and now and then one that needs more than 32 bits, or nearly.</summary>
    private static long AnyValue(Random random) => random.Next(40) switch
    {
        0 => random.NextInt64(-1L << 40, 1L << 40),
        1 => int.MaxValue - random.Next(3),
        2 => int.MinValue + random.Next(3),
        _ => random.Next(-3, 1000),
    };

    private static void AddTo(
        Dictionary<(long, int), (SortedDictionary<int, long> Values, long Version, bool Changed)> model, (long, int) key, ulong mask, long[] values, long version)
    {
        var bucket = model.TryGetValue(key, out var found) ? found.Values : [];
        for (var metric = 0; metric < Width; metric++)
        {
            if ((mask >> metric & 1) != 0) bucket[metric] = bucket.GetValueOrDefault(metric) + values[metric];
        }
        model[key] = (bucket, version, true);
    }

    private static void AssertLeavers(
        BucketRing ring, Dictionary<(long Span, int Entity), (SortedDictionary<int, long> Values, long Version, bool Changed)> model, long newest)
    {
        var left = new List<string>();
        var collector = new Collector(left);
        ring.Advance(newest, ref collector);
        var gone = model.Where(b => b.Key.Span <= newest - Span).ToList();
        Assert.Equal(Texts(gone).Order(), left.Order());
        Assert.Equal(gone.Select(b => b.Key.Span).Order(), left.Select(l => long.Parse(l.Split(' ')[0])));
        foreach (var bucket in gone) model.Remove(bucket.Key);
    }

    private static void AssertChanged(
        BucketRing ring, Dictionary<(long Span, int Entity), (SortedDictionary<int, long> Values, long Version, bool Changed)> model)
    {
        var seen = new List<string>();
        var collector = new Collector(seen);
        ring.VisitChanged(ref collector);
        Assert.Equal(Texts(model.Where(b => b.Value.Changed)).Order(), seen.Order());
        foreach (var key in model.Keys.ToList()) model[key] = model[key] with { Changed = false };
    }

    private static IEnumerable<string> Texts(
        IEnumerable<KeyValuePair<(long Span, int Entity), (SortedDictionary<int, long> Values, long Version, bool Changed)>> buckets) =>
        buckets.Select(b => $"{b.Key.Span} {b.Key.Entity} @{b.Value.Version} {string.Join(',', b.Value.Values.Select(v => $"{v.Key}={v.Value}"))}");

    private static List<string> Newest(BucketRing ring, int entity)
    {
        var texts = new List<string>();
        for (var handle = ring.Newest(entity); handle >= 0; handle = ring.Older(handle)) texts.Add(Text(ring, handle));
        return texts;
    }

    private static string Text(BucketRing ring, int handle)
    {
        ref readonly var bucket = ref ring[handle];
        var values = new List<string>();
        var at = 0;
        for (var rest = bucket.Mask; rest != 0; rest &= rest - 1) values.Add($"{BitOperations.TrailingZeroCount(rest)}={ring.Values(handle)[at++]}");
        return $"{ring.SpanOf(handle)} {bucket.Entity} @{bucket.Version} {string.Join(',', values)}";
    }

    private readonly struct Collector(List<string> seen) : IBucketVisitor
    {
        public void Visit(BucketRing ring, int handle) => seen.Add(Text(ring, handle));
    }
}

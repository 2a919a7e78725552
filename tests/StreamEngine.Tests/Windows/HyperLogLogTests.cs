using System.IO.Hashing;
using System.Text;
using StreamEngine.Tests.Model;
using StreamEngine.Windows;
using Xunit;

namespace StreamEngine.Tests.Windows;

public sealed class HyperLogLogTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(12)]
    public void The_estimate_is_that_of_the_formula_sparse_or_dense(int precision)
    {
        var sketch = new HyperLogLog(precision);
        var hashes = new List<ulong>();
        Assert.Equal(0, sketch.Estimate());
        foreach (var count in new[] { 1, 2, 3, 10, 100, (1 << precision) / 4 - 40, (1 << precision) / 4 + 100, 5_000, 20_000 })
        {
            while (hashes.Count < count) hashes.Add(HashOf(hashes.Count));
            foreach (var hash in hashes) sketch.Add(hash);
            Assert.Equal(NaiveBuyers.EstimateHashes(hashes, precision), sketch.Estimate());
            Assert.InRange(sketch.Estimate() / (double)count, 1 - 5 * 1.04 / Math.Sqrt(1 << precision), 1 + 5 * 1.04 / Math.Sqrt(1 << precision));
        }
    }

    [Fact]
    public void A_few_are_counted_exactly()
    {
        var sketch = new HyperLogLog(12);
        for (var i = 1; i <= 20; i++)
        {
            Assert.True(sketch.Add(HashOf(i)));
            Assert.False(sketch.Add(HashOf(i)));
            Assert.Equal(i, sketch.Estimate());
        }
    }

    [Theory]
    [InlineData(5, 9)]
    [InlineData(5, 3000)]
    [InlineData(3000, 5)]
    [InlineData(3000, 4000)]
    public void A_union_is_the_sketch_of_all_members(int ofOne, int ofOther)
    {
        HyperLogLog one = new(10), other = new(10), all = new(10);
        for (var i = 0; i < ofOne; i++)
        {
            one.Add(HashOf(i));
            all.Add(HashOf(i));
        }
        for (var i = ofOne / 2; i < ofOne / 2 + ofOther; i++)
        {
            other.Add(HashOf(i));
            all.Add(HashOf(i));
        }
        one.Union(other);
        Assert.Equal(all.Estimate(), one.Estimate());
    }

    [Fact]
    public void Order_does_not_matter()
    {
        HyperLogLog forwards = new(10), backwards = new(10);
        for (var i = 0; i < 2000; i++) forwards.Add(HashOf(i));
        for (var i = 1999; i >= 0; i--) backwards.Add(HashOf(i));
        Assert.Equal(forwards.Estimate(), backwards.Estimate());
    }

    [Fact]
    public void A_register_holds_the_largest_rank_there_can_be()
    {
        var sketch = new HyperLogLog(10);
        ulong[] hashes = [0, 1, 1UL << 53, ulong.MaxValue, 1UL << 63];
        foreach (var hash in hashes) sketch.Add(hash);
        Assert.Equal(NaiveBuyers.EstimateHashes(hashes, 10), sketch.Estimate());
    }

    private static ulong HashOf(int member) => XxHash64.HashToUInt64(Encoding.UTF8.GetBytes("buyer" + member));
}

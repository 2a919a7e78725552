using System.Text;
using StreamEngine.Events;
using Xunit;

namespace StreamEngine.Tests.Events;

public sealed class Murmur2Tests
{
    /// <summary>The vectors of Kafka's own test of its Java client.</summary>
    [Theory]
    [InlineData("21", -973932308)]
    [InlineData("foobar", -790332482)]
    [InlineData("a-little-bit-long-string", -985981536)]
    [InlineData("a-little-bit-longer-string", -1486304829)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)]
    [InlineData("abc", 479470107)]
    public void Hashes_like_the_java_client(string key, int hash) =>
        Assert.Equal(hash, Murmur2.Hash(Encoding.UTF8.GetBytes(key)));

    [Fact]
    public void A_negative_hash_still_gives_a_partition()
    {
        Assert.Equal((-973932308 & 0x7fffffff) % 7, Murmur2.Partition("21"u8, 7));
        Assert.Equal(0, Murmur2.Partition("21"u8, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Murmur2.Partition("21"u8, 0));
    }
}

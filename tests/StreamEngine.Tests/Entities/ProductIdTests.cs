using System.Text;
using StreamEngine.Entities;
using Xunit;

namespace StreamEngine.Tests.Entities;

public sealed class ProductIdTests
{
    [Theory]
    [InlineData("m1", "p1", "m1/p1")]
    [InlineData("a/b", "100%", "a%2Fb/100%25")]
    [InlineData("%2F", "/", "%252F/%2F")]
    [InlineData("商家", "😀/é", "商家/😀%2Fé")]
    public void Percent_and_slash_are_escaped(string merchant, string product, string id) =>
        Assert.Equal(id, Encoding.UTF8.GetString(ProductId.Compose(Encoding.UTF8.GetBytes(merchant), Encoding.UTF8.GetBytes(product), new byte[400])));

    [Fact]
    public void The_longest_ids_fit()
    {
        var longest = new byte[64];
        longest.AsSpan().Fill((byte)'/');
        Assert.Equal(64 * 3 * 2 + 1, ProductId.Compose(longest, longest, new byte[NamePool.MaximumLength]).Length);
    }
}

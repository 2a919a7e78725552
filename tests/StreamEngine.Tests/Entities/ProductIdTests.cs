using System.Text;
using CsCheck;
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

    [Fact]
    public void What_was_composed_is_split_again()
    {
        var name = Gen.Char["ab%/2F5商"].Array[1, 16].Select(chars => new string(chars));
        Gen.Select(name, name).Sample((merchant, product) =>
        {
            var id = ProductId.Compose(Encoding.UTF8.GetBytes(merchant), Encoding.UTF8.GetBytes(product), new byte[512]);
            Assert.True(ProductId.TryParse(id, out var left, out var right));
            Assert.Equal((merchant, product), (Encoding.UTF8.GetString(left), Encoding.UTF8.GetString(right)));
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("/p")]
    [InlineData("m/")]
    public void What_is_not_merchant_and_product_is_no_id(string id)
    {
        Assert.False(ProductId.TryParse(Encoding.UTF8.GetBytes(id), out _, out _));
    }
}

using CsCheck;
using StreamEngine.Entities;
using StreamEngine.Tests.Model;
using Xunit;

namespace StreamEngine.Tests.Entities;

public sealed class Utf8OrderTests
{
    private static readonly Gen<string> Text = Gen.OneOf("a", "b", "é", "达", "\uE000", "\uFFFD", "😀", "𠀀", "z").Array[0, 4].Select(string.Concat);

    [Fact]
    public void Texts_are_ordered_as_their_bytes_are() => Gen.Select(Text, Text).Sample((a, b) =>
        Assert.Equal(Math.Sign(ByteOrder.Instance.Compare(a, b)), Math.Sign(Utf8Order.Compare(a, b))));
}

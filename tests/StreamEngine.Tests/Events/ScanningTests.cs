using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using CsCheck;
using StreamEngine.Events;
using Xunit;

namespace StreamEngine.Tests.Events;

/// <summary>The vectorised and hand-written parts of reading, each against a plain way of saying the same.</summary>
public class ScanningTests
{
    private static readonly Gen<byte[]> Text = Gen.Frequency(
        (4, Gen.OneOf("a", "{", "\"", "\":", "\\", "é", "商", "😀", "\u0800", "\ud7ff", "\uffff", "\n", "0").Select(Encoding.UTF8.GetBytes)),
        (1, Gen.Byte.Select(b => new[] { b }))).Array[60, 200].Select(parts => parts.SelectMany(part => part).ToArray());

    [Fact]
    public void UTF8_is_told_from_what_is_not() =>
        Text.Sample(AssertValidity, iter: 20_000);

    [Fact]
    public void UTF8_with_one_wrong_byte_is_noticed_wherever_it_is() =>
        Gen.Select(Gen.OneOf("a", "é", "商", "家").Array[70, 150], Gen.Int[0, 9_999], Gen.Byte).Sample(
            (letters, where, wrong) =>
            {
                var text = Encoding.UTF8.GetBytes(string.Concat(letters));
                text[where % text.Length] = wrong;
                AssertValidity(text);
            },
            iter: 20_000);

    [Fact]
    public void An_index_has_every_quote_and_every_end_of_a_name() =>
        Text.Where(text => RecordIndex.Takes(text.Length)).Sample(
            text =>
            {
                var index = new RecordIndex();
                index.Build(text);
                AssertIndex(text, index);
                index.BuildNarrow(text);
                AssertIndex(text, index);
            },
            iter: 20_000);

    [Fact]
    public void JSON_is_told_from_what_is_not() =>
        Gen.OneOf("{", "}", "[", "]", ",", ":", "\"a\"", "\"", "\\", "\\u00e9", "0", "12", "-", ".", "5", "e", "E+", " ", "\t", "true", "null", "false", "\"b\":", "{}", "[]")
            .Array[0, 14].Sample(parts => AssertScan(string.Concat(parts)), iter: 60_000);

    [Fact]
    public void Up_to_sixteen_digits_are_read_at_once() =>
        Gen.Select(Gen.Long[0, 9_999_999_999_999_999], Gen.Int[0, 5]).Sample((number, zeros) =>
        {
            var digits = number.ToString();
            var memory = Encoding.UTF8.GetBytes("0123456789abcdef:::" + digits + ",7");
            var largest = default(System.Runtime.Intrinsics.Vector128<byte>);
            Assert.Equal(number, Digits.Read(ref memory[0], memory.Length - 2, digits.Length, ref largest));
            Assert.True(Digits.Are(largest));
            memory[^(3 + zeros % digits.Length)] = (byte)(zeros % 2 == 0 ? '/' : ':');
            Digits.Read(ref memory[0], memory.Length - 2, digits.Length, ref largest);
            Assert.False(Digits.Are(largest));
        });

    /// <summary>As it is, and within ASCII, as in a record: only then is it read by vectors.</summary>
    private static void AssertValidity(byte[] text)
    {
        foreach (var bytes in (byte[][])[text, [.. "{\"a\":\""u8, .. text, .. "\"}"u8]])
        {
            Assert.Equal(Utf8.IsValid(bytes), Utf8Text.IsValid(bytes));
            Assert.Equal(Utf8.IsValid(bytes), Utf8Text.IsValid(bytes, wide: false));
        }
    }

    private static void AssertIndex(byte[] text, RecordIndex index)
    {
        for (var i = 0; i < text.Length - 1; i++) Assert.Equal(text[i] == '"', (index.Quotes[i / 64] >> (i % 64) & 1) != 0);
        var ends = Enumerable.Range(0, text.Length - 1).Where(i => text[i] == '"' && text[i + 1] == ':').ToArray();
        Assert.Equal(ends, Enumerable.Range(0, index.NameCount).Select(index.NameEnd));
        Assert.Equal(text.Length, index.NameEnd(index.NameCount));
        Assert.Equal(text[..^1].Count(b => b == '"'), index.QuoteCount);
        Assert.Equal(text.All(b => b < 0x80), index.IsAscii);
        Assert.Equal(text.All(b => b >= ' ' && b != '\\'), index.IsClean);
    }

    private static void AssertScan(string text)
    {
        var expected = DeadLetterReason.Json;
        try
        {
            using var document = JsonDocument.Parse(text);
            expected = document.RootElement.ValueKind == JsonValueKind.Object ? DeadLetterReason.None : DeadLetterReason.Object;
        }
        catch (JsonException)
        {
            // Not JSON.
        }

        Assert.Equal(expected, FullScanner.Scan(Encoding.UTF8.GetBytes(text), new FieldValues()));
    }
}

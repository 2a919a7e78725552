using CsCheck;
using Xunit;

namespace StreamEngine.Tests.Fuzz;

/// <summary>
/// Row "Denial by input" of the security table: whoever writes the input decides nothing but the answer. Replays the corpus, and mutates it. A found input goes into
/// corpus/TARGET as a file of its own.
/// </summary>
public sealed class FuzzTests
{
    private static readonly string Corpus = Path.Combine(SourceTree.Root, "tests", "StreamEngine.Tests", "Fuzz", "corpus");

    private static readonly string[] Fragments =
    [
        "{", "}", "[", "]", "\"", "'", "`", "\\", "\0", "\n", "\r\n", ":", ",", "-", "--", "/*", "*/", ";", "$$", "${env:X}", "&a", "*a", "<<", "!!str", "|", ">", "%", "#", "\uFEFF", "\uD83D",
        "1e400", "-0", "9223372036854775808", "null", "true", "NaN", "\\u0000", "\\ud800", "FORMAT", "VALUES", "INSERT INTO", "FROM INFILE", "--set", "=", "../", "\u202E", "字",
    ];

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Corpus, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Corpus, f)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Targets => [.. FuzzTargets.All.Keys];

    [Theory]
    [MemberData(nameof(Files))]
    public void Security_parsers_the_corpus_is_answered(string file) => FuzzTargets.All[file.Split('/')[0]](File.ReadAllBytes(Path.Combine(Corpus, file)));

    [Theory]
    [MemberData(nameof(Targets))]
    public void Security_parsers_arbitrary_bytes_are_answered(string target) => Gen.Byte.Array[0, 300].Sample(FuzzTargets.All[target], iter: IterationsOf(target));

    [Theory]
    [MemberData(nameof(Targets))]
    public void Security_parsers_whatever_is_made_of_sound_input_is_answered(string target)
    {
        var seeds = Directory.EnumerateFiles(Path.Combine(Corpus, target)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).Where(b => b.Length < 10_000).ToArray();
        Assert.True(seeds.Length >= 3, "the corpus is missing");
        var mutation = Gen.Select(Gen.Int[0, 5], Gen.Int[0, 1 << 20], Gen.Int[0, 1 << 20], Gen.Byte, Of(Fragments));
        Gen.Select(Of(seeds), Of(seeds), mutation.List[1, 6]).Sample(
            (input, other, mutations) => FuzzTargets.All[target](mutations.Aggregate(input, (bytes, m) => Mutate(bytes, other, m))), iter: IterationsOf(target));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Security_parsers_what_is_nested_or_repeated_without_end_is_answered(string target)
    {
        foreach (var fragment in Fragments)
        {
            var deep = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(fragment, 20_000)));
            FuzzTargets.All[target](deep);
            foreach (var seed in Directory.EnumerateFiles(Path.Combine(Corpus, target)).Order(StringComparer.Ordinal).Take(1).Select(File.ReadAllBytes))
                FuzzTargets.All[target]([.. seed.AsSpan(0, seed.Length / 2), .. deep, .. seed.AsSpan(seed.Length / 2)]);
        }
    }

    private static Gen<T> Of<T>(T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    // A configuration and a command line are made of reflection and take a hundred times as long as a record.
    private static int IterationsOf(string target) => target is "yaml" or "arguments" ? 300 : 20_000;

    private static byte[] Mutate(byte[] input, byte[] other, (int Kind, int From, int Length, byte Byte, string Fragment) m)
    {
        var from = input.Length == 0 ? 0 : m.From % input.Length;
        var length = Math.Min(input.Length - from, m.Length % 40);
        switch (m.Kind)
        {
            case 0: return [.. input.AsSpan(0, from), m.Byte, .. input.AsSpan(Math.Min(input.Length, from + 1))];
            case 1: return [.. input.AsSpan(0, from), .. input.AsSpan(from + length)];
            case 2: return [.. input.AsSpan(0, from), .. System.Text.Encoding.UTF8.GetBytes(m.Fragment), .. input.AsSpan(from)];
            case 3: return [.. input.AsSpan(0, from + length), .. input.AsSpan(from)];
            case 4: return input[..from];
            default: return [.. input.AsSpan(0, from), .. other.AsSpan(other.Length == 0 ? 0 : m.Length % other.Length)];
        }
    }
}

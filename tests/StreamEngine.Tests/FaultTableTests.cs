using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace StreamEngine.Tests;

/// <summary>The failure table of ARCHITECTURE.md and the tests that it names belong together.</summary>
public sealed partial class FaultTableTests
{
    /// <summary>The last number of the table of faults.</summary>
    private const int Last = 48;

    private static readonly string Architecture = File.ReadAllText(Path.Combine(SourceTree.Root, "ARCHITECTURE.md"));

    [Fact]
    public void Every_fault_that_the_failure_table_names_has_a_test_and_every_test_is_named()
    {
        var named = Numbers(Named().Matches(Architecture));
        Assert.Empty(named.Except(Tested()));
        Assert.Empty(Tested().Except(named));
    }

    [Fact]
    public void Every_fault_is_tested_or_said_not_to_apply()
    {
        var reasons = Architecture[Architecture.IndexOf("Cases that do not apply", StringComparison.Ordinal)..];
        var excused = Excused().Matches(reasons).SelectMany(match => Enumerable.Range(Number(match.Groups[1]), Number(match.Groups[match.Groups[2].Success ? 2 : 1]) - Number(match.Groups[1]) + 1));
        Assert.Empty(Enumerable.Range(1, Last).Except(Tested()).Except(excused));
    }

    /// <summary>Numbers of faults in the names of test methods; <c>Fault_10_and_11_...</c> has two.</summary>
    private static HashSet<int> Tested() => Numbers(Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "tests"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).SelectMany(file => Method().Matches(File.ReadAllText(file))));

    private static HashSet<int> Numbers(IEnumerable<Match> matches) =>
        [.. matches.SelectMany(match => match.Groups[2].Success ? new[] { Number(match.Groups[1]), Number(match.Groups[2]) } : [Number(match.Groups[1])])];

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"`Fault_(\d\d)(?:_and_(\d\d))?_")]
    private static partial Regex Named();

    [GeneratedRegex(@"public (?:async )?(?:static )?(?:void|Task) Fault_(\d\d)(?:_and_(\d\d))?_\w+\(")]
    private static partial Regex Method();

    /// <summary>Bare numbers and ranges in parentheses: (37, 38), (7 to 9).</summary>
    [GeneratedRegex(@"(?<=\((?:\d+, )*)(\d+)(?: to (\d+))?(?=(?:, [^)]*)?\))")]
    private static partial Regex Excused();
}

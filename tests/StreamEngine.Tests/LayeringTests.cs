using Xunit;

namespace StreamEngine.Tests;

public sealed class LayeringTests
{
    private static readonly string Engine = Path.Combine(SourceTree.Root, "src", "StreamEngine");

    [Fact]
    public void A_folder_of_the_engine_sees_only_those_above_it()
    {
        var violations = Sources().SelectMany(file => Layering.Violations(FolderOf(file), File.ReadAllText(file)).Select(v => $"{Path.GetRelativePath(Engine, file)}: {v}"));
        Assert.Empty(violations);
        Assert.True(Sources().Count() > 50, "the sources were not found");
    }

    [Fact]
    public void A_file_s_namespace_is_its_folder()
    {
        foreach (var file in Sources())
        {
            var folder = Path.GetRelativePath(Engine, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.');
            var name = File.ReadLines(file).SingleOrDefault(l => l.StartsWith("namespace ", StringComparison.Ordinal));
            if (name is not null) Assert.Equal($"namespace StreamEngine.{folder};", name);
        }
    }

    [Theory]
    [InlineData("Events", "using StreamEngine.Windows;", "Events names Windows")]
    [InlineData("Scoring", "var p = new StreamEngine.Commerce.BuyerPairs();", "Scoring names Commerce")]
    [InlineData("Commerce", "using static StreamEngine.Pipeline.Files.RowFiles;", "Commerce names Pipeline")]
    [InlineData("Commerce", "public Task RunAsync() => Task.CompletedTask;", "Commerce uses Task")]
    [InlineData("Windows", "using System.Threading.Channels;", "Windows uses System.Threading.Channels")]
    [InlineData("Windows", "var c = Channel.CreateBounded<int>(1);", "Windows uses Channel.CreateBounded")]
    [InlineData("Entities", "class A(ILogger<A> log);", "Entities uses ILogger")]
    [InlineData("Scoring", "var now = DateTimeOffset.UtcNow;", "Scoring uses UtcNow")]
    [InlineData("Scoring", "class A(TimeProvider time);", "Scoring uses TimeProvider")]
    [InlineData("Helpers", "", "Helpers is not in the order of folders")]
    public void A_violation_is_found(string folder, string source, string violation) =>
        Assert.Equal([violation], Layering.Violations(folder, "namespace StreamEngine.X;\n" + source));

    [Theory]
    [InlineData("Windows", "using StreamEngine.Events; // the Task of StreamEngine.Pipeline\n/* await\n UtcNow */ Channel c = Channel.Self;")]
    [InlineData("Pipeline", "using StreamEngine.Commerce; using System.Threading.Channels; Task t;")]
    public void What_is_allowed_is_not(string folder, string source) => Assert.Empty(Layering.Violations(folder, source));

    private static string FolderOf(string file) => Path.GetRelativePath(Engine, file).Split(Path.DirectorySeparatorChar)[0];

    private static IEnumerable<string> Sources() => Directory.EnumerateFiles(Engine, "*.cs", SearchOption.AllDirectories)
        .Where(f => FolderOf(f) is not ("bin" or "obj"));
}

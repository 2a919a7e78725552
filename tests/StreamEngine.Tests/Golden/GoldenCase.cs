namespace StreamEngine.Tests.Golden;

/// <summary>A worked case: a file per partition and what the contract makes of them.</summary>
internal sealed record GoldenCase(string Name)
{
    private string Folder => Path.Combine(AppContext.BaseDirectory, "Golden", Name);

    public IReadOnlyList<string> Inputs => [.. Directory.EnumerateFiles(Folder, "p*.jsonl*").Order(StringComparer.Ordinal)];

    public string Expected(string file) => Path.Combine(Folder, "expected", file);
}

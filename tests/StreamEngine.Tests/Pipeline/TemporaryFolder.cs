namespace StreamEngine.Tests.Pipeline;

/// <summary>A folder of a test's own, gone after it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("streamengine-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public string Write(string name, params string[] lines)
    {
        File.WriteAllText(this[name], string.Concat(lines.Select(l => l + "\n")));
        return this[name];
    }

    public string Write(string name, IEnumerable<byte[]> lines)
    {
        using var file = File.Create(this[name]);
        foreach (var line in lines)
        {
            file.Write(line);
            file.WriteByte((byte)'\n');
        }
        return this[name];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

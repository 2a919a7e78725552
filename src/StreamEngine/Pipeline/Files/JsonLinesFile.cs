namespace StreamEngine.Pipeline.Files;

/// <summary>A file of JSON lines that is written from one thread, buffered.</summary>
internal sealed class JsonLinesFile : IDisposable
{
    private const int FlushAbove = 128 * 1024;

    private readonly FileStream _file;

    public JsonLinesFile(string path, bool append = false) => _file = new FileStream(path, append ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);

    /// <summary>Where the next line is written; end it with <see cref="EndLine"/>.</summary>
    public JsonText Text { get; } = new();

    public void EndLine()
    {
        Text.EndLine();
        if (Text.Length > FlushAbove) Flush();
    }

    public void Dispose()
    {
        Flush();
        _file.Dispose();
    }

    public void Flush()
    {
        _file.Write(Text.Written);
        Text.Clear();
    }
}

namespace StreamEngine.Tests.Model;

/// <summary>Lines of a replay file, all at once.</summary>
internal static class LineFiles
{
    public static List<byte[]> Read(Stream stream)
    {
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return Split(memory.ToArray());
    }

    /// <summary>Without line ends and blank lines.</summary>
    public static List<byte[]> Split(byte[] content)
    {
        var lines = new List<byte[]>();
        var line = new List<byte>();
        foreach (var b in content.Append((byte)'\n'))
        {
            if (b != '\n')
            {
                line.Add(b);
                continue;
            }
            if (line.Any(x => x is not ((byte)' ' or (byte)'\t' or (byte)'\r')))
            {
                if (line[^1] == '\r') line.RemoveAt(line.Count - 1);
                lines.Add([.. line]);
            }
            line.Clear();
        }
        return lines;
    }
}

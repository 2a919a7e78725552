namespace StreamEngine.Simulator.Output;

/// <summary>How the files of a simulation are packed.</summary>
public enum FileCompression
{
    /// <summary><c>.jsonl</c>.</summary>
    None,

    /// <summary><c>.jsonl.gz</c>.</summary>
    Gzip,

    /// <summary><c>.jsonl.zst</c>.</summary>
    Zstandard,
}

namespace StreamEngine.Checkpoints;

/// <summary>What a fault of the checkpoint store is about.</summary>
public enum CheckpointFaultKind
{
    /// <summary>The folder cannot be read or written: full, read-only, forbidden, gone.</summary>
    Storage,
    /// <summary>A file is not what was written: torn, altered, missing, foreign, or of another version.</summary>
    Damaged,
    /// <summary>Another process works on this store.</summary>
    Held,
    /// <summary>Another process has taken this store over, so nothing of this one counts any more.</summary>
    Fenced,
}

/// <summary>A fault of the checkpoint store. Its message is one line that names the file or holder and what to do.</summary>
public sealed class CheckpointFault : Exception
{
    /// <param name="kind">What it is about.</param>
    /// <param name="message">One line for the operator.</param>
    /// <param name="inner">What it came from.</param>
    public CheckpointFault(CheckpointFaultKind kind, string message, Exception? inner = null) : base(message, inner) => Kind = kind;

    /// <summary>What it is about.</summary>
    public CheckpointFaultKind Kind { get; }
}

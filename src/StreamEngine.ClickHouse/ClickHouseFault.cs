namespace StreamEngine.ClickHouse;

/// <summary>Whose a fault is, and with that what helps.</summary>
public enum ClickHouseFaultKind
{
    /// <summary>Nothing answers at the address; may pass.</summary>
    Unreachable,
    /// <summary>The server refuses: user, password, rights, certificate, or a folder that another server holds.</summary>
    Refused,
    /// <summary>A table is missing or has another shape than the engine writes.</summary>
    Schema,
    /// <summary>The embedded engine is not on this machine.</summary>
    Missing,
    /// <summary>The server does not take rows that this program made; a defect of this program.</summary>
    Internal,
}

/// <summary>A fault of ClickHouse as one line that names the thing and what to do; never holds a row or a secret.</summary>
public sealed class ClickHouseFault : Exception
{
    /// <summary>A fault without its kind known.</summary>
    public ClickHouseFault() : this("ClickHouse failed", ClickHouseFaultKind.Internal)
    {
    }

    /// <summary>A fault without its kind known.</summary>
    public ClickHouseFault(string message) : this(message, ClickHouseFaultKind.Internal)
    {
    }

    /// <summary>A fault without its kind known.</summary>
    public ClickHouseFault(string message, Exception? innerException) : this(message, ClickHouseFaultKind.Internal, innerException)
    {
    }

    /// <summary>A fault.</summary>
    /// <param name="message">One line.</param>
    /// <param name="kind">Whose it is.</param>
    /// <param name="innerException">What it was made of.</param>
    public ClickHouseFault(string message, ClickHouseFaultKind kind, Exception? innerException = null) : base(message, innerException) => Kind = kind;

    /// <summary>Whose it is.</summary>
    public ClickHouseFaultKind Kind { get; }

    /// <summary>Whether the same may succeed later without anyone doing anything.</summary>
    public bool IsTransient => Kind == ClickHouseFaultKind.Unreachable;
}

namespace StreamEngine.Pipeline;

/// <summary>Whose fault a fault is.</summary>
public enum FaultOrigin
{
    /// <summary>The input: cannot be processed as it is.</summary>
    Data,
    /// <summary>The configuration.</summary>
    Configuration,
    /// <summary>Something outside: a broker, a server, a disk.</summary>
    External,
    /// <summary>The engine itself.</summary>
    Internal,
}

/// <summary>A fault that stops the engine. Its message is one line that names the thing and says what to do.</summary>
public class EngineFault : Exception
{
    /// <param name="origin">Whose fault it is.</param>
    /// <param name="message">One line for the operator.</param>
    /// <param name="inner">What it came from.</param>
    public EngineFault(FaultOrigin origin, string message, Exception? inner = null)
        : base(message, inner) => Origin = origin;

    /// <summary>Whose fault it is.</summary>
    public FaultOrigin Origin { get; }
}

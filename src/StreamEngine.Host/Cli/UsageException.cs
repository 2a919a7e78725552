namespace StreamEngine.Host.Cli;

/// <summary>An argument is wrong in a way that the parser cannot see. Ends the program with <see cref="ExitCode.Usage"/>.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The configuration is wrong; every error has been found. Ends the program with <see cref="ExitCode.Configuration"/>.</summary>
internal sealed class ConfigurationException(IReadOnlyList<string> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    /// <summary>One line per error.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}

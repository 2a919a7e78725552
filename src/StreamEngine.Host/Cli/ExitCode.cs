namespace StreamEngine.Host.Cli;

/// <summary>How the program ends.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>Something failed that was not the caller's spelling: input, a server, a disk.</summary>
    public const int Failure = 1;

    /// <summary>A verb, option or argument is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The configuration is wrong (EX_CONFIG of sysexits.h).</summary>
    public const int Configuration = 78;
}

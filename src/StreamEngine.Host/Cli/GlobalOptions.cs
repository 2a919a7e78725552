using System.CommandLine;

namespace StreamEngine.Host.Cli;

/// <summary>Options that every verb understands.</summary>
internal static class GlobalOptions
{
    public static readonly Option<FileInfo?> Config = new("--config", "-c")
    {
        Description = "A YAML file laid over the defaults; `validate --defaults` prints those.",
        HelpName = "file",
        Recursive = true,
    };

    public static readonly Option<string[]> Set = new("--set")
    {
        Description = "One value of the configuration, over the file: --set engine.tick_interval=200ms",
        HelpName = "path=value",
        Recursive = true,
        DefaultValueFactory = _ => [],
    };

    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Print JSON for programs instead of text for people.",
        Recursive = true,
    };

    public static readonly Option<bool> InsecureDev = new("--insecure-dev")
    {
        Description = "Allow what only a laboratory may do: servers whose certificates are not checked.",
        Recursive = true,
    };

    public static readonly Option<bool> Verbose = new("--verbose")
    {
        Description = "Print stack traces of failures and more of the log.",
        Recursive = true,
    };
}

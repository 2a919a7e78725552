namespace StreamEngine.Host.Configuration;

/// <summary>Where a value of the configuration was written.</summary>
internal enum OriginKind
{
    /// <summary>In the defaults that ship with the program.</summary>
    Defaults,
    /// <summary>In the user's file.</summary>
    File,
    /// <summary>In an environment variable.</summary>
    Environment,
    /// <summary>On the command line.</summary>
    CommandLine,
}

/// <summary>Where a value was written: a line of a file, or the name of a variable.</summary>
internal readonly record struct Origin(OriginKind Kind, int Line = 0, string Name = "")
{
    public override string ToString() => Kind switch
    {
        OriginKind.File => $"line {Line}",
        OriginKind.Environment => $"environment variable {Name}",
        OriginKind.CommandLine => "--set",
        _ => "default",
    };
}

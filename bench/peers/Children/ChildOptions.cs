namespace StreamEngine.Peers.Children;

/// <summary>What the harness asks of an engine, the same <c>--name value</c> pairs for all; see Options.java for those in Java.</summary>
internal sealed record ChildOptions
{
    public required string Bootstrap { get; init; }
    public required string Topic { get; init; }
    public required int Partitions { get; init; }

    /// <summary>Unique to the run: a name for groups.</summary>
    public required string Run { get; init; }

    /// <summary>The event time of the end markers, ms; results up to it are compared.</summary>
    public required long End { get; init; }

    /// <summary>How many events are read before the steady state is measured.</summary>
    public required long Warm { get; init; }

    /// <summary>Where the last result of every key goes.</summary>
    public required string Results { get; init; }

    /// <summary>Events are produced while the engine runs, at the clock's time: the age of results is measured.</summary>
    public bool Live { get; init; }

    public static ChildOptions Parse(ReadOnlySpan<string> args)
    {
        var values = new Dictionary<string, string>();
        for (var i = 0; i + 1 < args.Length; i += 2) values[args[i]] = args[i + 1];
        return new ChildOptions
        {
            Bootstrap = values["--bootstrap"],
            Topic = values["--topic"],
            Partitions = int.Parse(values["--partitions"]),
            Run = values["--run"],
            End = long.Parse(values["--end"]),
            Warm = long.Parse(values["--warm"]),
            Results = values["--results"],
            Live = bool.Parse(values["--live"]),
        };
    }

    public string[] ToArguments() =>
    [
        "--bootstrap", Bootstrap, "--topic", Topic, "--partitions", $"{Partitions}", "--run", Run, "--end", $"{End}", "--warm", $"{Warm}",
        "--results", Results, "--live", Live ? "true" : "false",
    ];
}

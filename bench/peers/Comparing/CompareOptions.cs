using StreamEngine.Peers.Engines;

namespace StreamEngine.Peers.Comparing;

/// <summary>The command line of the comparison.</summary>
internal sealed record CompareOptions
{
    /// <summary>Events of a run; 6,000,000 by default: the Java engines spend their first seconds compiling.</summary>
    public long Events { get; init; } = 6_000_000;

    /// <summary>Rounds; in each, every engine runs once. 7 by default: medians.</summary>
    public int Rounds { get; init; } = 7;

    /// <summary>Names of the engines, in order.</summary>
    public IReadOnlyList<string> Engines { get; init; } = AllEngines.Names;

    /// <summary>Events a second of event time, one table each.</summary>
    public IReadOnlyList<double> Densities { get; init; } = [200_000, 5_000];

    /// <summary>Partitions of the topics.</summary>
    public int Partitions { get; init; } = 4;

    /// <summary>Share of the events that are read before the steady state is measured.</summary>
    public double WarmShare { get; init; } = 1.0 / 3;

    /// <summary>Events a second of the paced runs, in which latency is measured; 0 leaves them out.</summary>
    public double LiveRate { get; init; } = 20_000;

    /// <summary>How long a paced run lasts; its first 20 s are not counted.</summary>
    public TimeSpan LiveTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>StreamEngine's tick in the paced runs, ms.</summary>
    public int LiveTickMs { get; init; } = 1000;

    /// <summary>Write tables and charts into docs/.</summary>
    public bool WriteDocs { get; init; } = true;

    public static CompareOptions Parse(string[] args)
    {
        var options = new CompareOptions();
        for (var i = 0; i < args.Length; i++)
        {
            string Value() => ++i < args.Length ? args[i] : throw new ArgumentException($"{args[i - 1]} needs a value");
            options = args[i] switch
            {
                "--events" => options with { Events = long.Parse(Value()) },
                "--rounds" => options with { Rounds = int.Parse(Value()) },
                "--engines" => options with { Engines = Value().Split(',') },
                "--densities" => options with { Densities = [.. Value().Split(',').Select(double.Parse)] },
                "--partitions" => options with { Partitions = int.Parse(Value()) },
                "--live-rate" => options with { LiveRate = double.Parse(Value()) },
                "--live-seconds" => options with { LiveTime = TimeSpan.FromSeconds(double.Parse(Value())) },
                "--live-tick" => options with { LiveTickMs = int.Parse(Value()) },
                "--no-docs" => options with { WriteDocs = false },
                _ => throw new ArgumentException($"unknown option {args[i]}: --events --rounds --engines --densities --partitions --live-rate --live-seconds --live-tick --no-docs"),
            };
        }
        return options;
    }
}

namespace StreamEngine.Peers.Curves;

/// <summary>The command line of the curves.</summary>
internal sealed record CurveOptions
{
    /// <summary>Events of a run; 2,000,000 by default.</summary>
    public long Events { get; init; } = 2_000_000;

    /// <summary>Rounds of every point, interleaved within a curve; 5 by default.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>Events a second of event time. 20,000 by default: ticks and events both matter.</summary>
    public double Density { get; init; } = 20_000;

    /// <summary>Threads of a replay.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>Names of the curves; all by default.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Write the table and charts into docs/.</summary>
    public bool WriteDocs { get; init; } = true;

    public static CurveOptions Parse(ReadOnlySpan<string> args)
    {
        var options = new CurveOptions();
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i];
            if (name == "--no-docs")
            {
                options = options with { WriteDocs = false };
                continue;
            }
            if (++i == args.Length) throw new ArgumentException($"{name} needs a value");
            options = name switch
            {
                "--events" => options with { Events = long.Parse(args[i]) },
                "--rounds" => options with { Rounds = int.Parse(args[i]) },
                "--density" => options with { Density = double.Parse(args[i]) },
                "--threads" => options with { Threads = int.Parse(args[i]) },
                "--curves" => options with { Only = args[i].Split(',') },
                _ => throw new ArgumentException($"unknown option {name}: --events --rounds --density --threads --curves --no-docs"),
            };
        }
        return options;
    }
}

namespace StreamEngine.Peers.Children;

/// <summary>What all programs in C# do at their end: say what was done, with the processor time at the end of the work, and only then write the results.</summary>
internal static class Child
{
    public static void Finish(ChildOptions options, Progress progress, IReadOnlyList<IResults> results)
    {
        var report = progress.Report();
        var ages = options.Live ? Ages.Report([.. results.Select(r => r.Ages!)]) : "";
        Console.WriteLine($"{{{report},\"emitted\":{results.Sum(r => r.Emitted)}{ages}}}");
        using var file = new StreamWriter(options.Results);
        foreach (var one in results) one.Write(file);
    }

    /// <summary>Live programs run until the harness closes their input.</summary>
    public static CancellationToken EndOfInput(ChildOptions options)
    {
        var stop = new CancellationTokenSource();
        if (!options.Live) return stop.Token;
        _ = Task.Factory.StartNew(() =>
        {
            while (Console.In.Read() >= 0) { }
            stop.Cancel();
        }, TaskCreationOptions.LongRunning);
        return stop.Token;
    }
}

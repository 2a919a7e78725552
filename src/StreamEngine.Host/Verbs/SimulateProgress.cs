using StreamEngine.Host.Cli;
using StreamEngine.Simulator;

namespace StreamEngine.Host.Verbs;

/// <summary>Progress of a simulation: a line that rewrites itself on a terminal, one every ten seconds elsewhere.</summary>
internal static class SimulateProgress
{
    public static async Task ShowAsync(VerbContext context, Simulation simulation, Task running)
    {
        var terminal = !Console.IsErrorRedirected && !context.Json;
        var every = terminal ? TimeSpan.FromMilliseconds(250) : TimeSpan.FromSeconds(10);
        var shown = false;
        while (await Task.WhenAny(running, Task.Delay(every)) != running)
        {
            var counts = simulation.Counts;
            var line = $"{counts.Records:N0} records, {counts.Bytes / 1e6:N0} MB";
            if (terminal) await context.Error.WriteAsync($"\r{line}   ");
            else await context.Error.WriteLineAsync(line);
            shown = true;
        }
        if (shown && terminal) await context.Error.WriteLineAsync();
    }
}

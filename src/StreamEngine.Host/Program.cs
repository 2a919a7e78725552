using System.CommandLine;
using StreamEngine.Host.Cli;
using StreamEngine.Host.Verbs;

var root = new RootCommand("StreamEngine: rolling scores and tiers of a live-commerce platform, from Kafka to ClickHouse.")
{
    GlobalOptions.Config, GlobalOptions.Set, GlobalOptions.Json, GlobalOptions.Verbose,
    RunVerb.Create(), ReplayVerb.Create(), SimulateVerb.Create(), ValidateVerb.Create(), SchemaVerb.Create(), VersionVerb.Create(),
    ClickHouseServerVerb.Create(),
};
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors) Console.Error.WriteLine($"error: {error.Message}");
    Console.Error.WriteLine("`streamengine --help` lists the verbs, `streamengine VERB --help` shows an example of each.");
    return ExitCode.Usage;
}
// A stop gets three seconds; then the program ends all the same. The embedded server decides for itself when it ends.
TimeSpan? limit = parsed.CommandResult.Command.Name == ClickHouseServerVerb.Name ? null : TimeSpan.FromSeconds(3);
return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = limit });

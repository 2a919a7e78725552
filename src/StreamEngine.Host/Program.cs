using System.CommandLine;
using System.CommandLine.Help;
using StreamEngine.Host.Cli;
using StreamEngine.Host.Verbs;
using StreamEngine.Host.Verbs.Deciding;
using StreamEngine.Host.Verbs.Recording;
using StreamEngine.Host.Verbs.Trying;

// Not a RootCommand, whose help would name the assembly.
var root = new Command("streamengine", "StreamEngine: rolling scores and tiers of a live-commerce platform, from Kafka to ClickHouse.")
{
    GlobalOptions.Config, GlobalOptions.Set, GlobalOptions.Json, GlobalOptions.Verbose, GlobalOptions.InsecureDev,
    DemoVerb.Create(), RunVerb.Create(), ReplayVerb.Create(), SimulateVerb.Create(), RecordVerb.Create(), ValidateVerb.Create(), ExplainVerb.Create(), OutlookVerb.Create(), MatchVerb.Create(), TryScorecardVerb.Create(),
    LagVerb.Create(), CheckpointVerb.Create(), DeadLettersVerb.Create(), DecideVerb.Create(), OffsetsVerb.Create(), SchemaVerb.Create(), ApiKeyVerb.Create(), VersionVerb.Create(),
    ClickHouseServerVerb.Create(), new HelpOption(), new VersionOption(),
};
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in UsageErrors.Of(parsed)) Console.Error.WriteLine($"error: {error}");
    Console.Error.WriteLine("`streamengine --help` lists the verbs, `streamengine VERB --help` shows an example of each.");
    return ExitCode.Usage;
}
using var supervision = Supervision.Begin();
// A stop gets three seconds; then the program ends all the same. The engine gets ten, to save its state. The embedded server decides for itself when it ends, a
// supervised verb's supervisor does, and the demo has children to end first, which it kills when they take too long.
TimeSpan? limit = supervision is not null ? null : parsed.CommandResult.Command.Name switch
{
    ClickHouseServerVerb.Name => null,
    DemoVerb.Name => TimeSpan.FromSeconds(6),
    RunVerb.Name => TimeSpan.FromSeconds(10),
    _ => TimeSpan.FromSeconds(3),
};
return await parsed.InvokeAsync(
    new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = limit }, supervision?.Stop ?? CancellationToken.None);

using System.CommandLine;
using StreamEngine.Host.Cli;
using StreamEngine.Host.Verbs;

var root = new RootCommand("StreamEngine: rolling scores and tiers of a live-commerce platform, from Kafka to ClickHouse.")
{
    GlobalOptions.Config, GlobalOptions.Set, GlobalOptions.Json, GlobalOptions.Verbose,
    DemoVerb.Create(), ReplayVerb.Create(), ValidateVerb.Create(), VersionVerb.Create(),
};
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors) Console.Error.WriteLine($"error: {error.Message}");
    Console.Error.WriteLine("`streamengine --help` lists the verbs, `streamengine VERB --help` shows an example of each.");
    return ExitCode.Usage;
}
using var supervision = Supervision.Begin();
var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
if (supervision is not null) invocation.ProcessTerminationTimeout = null; // signals are the supervisor's
return await parsed.InvokeAsync(invocation, supervision?.Stop ?? CancellationToken.None);

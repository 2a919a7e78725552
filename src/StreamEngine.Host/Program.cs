using System.CommandLine;
using StreamEngine.Host.Cli;
using StreamEngine.Host.Verbs;

var parsed = CommandTree.Create().Parse(args);
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

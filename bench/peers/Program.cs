using StreamEngine.Peers.Children;
using StreamEngine.Peers.Comparing;
using StreamEngine.Peers.Curves;
using StreamEngine.Peers.Floor;
using StreamEngine.Peers.Naive;
using StreamEngine.Peers.Reduced;
using StreamEngine.Peers.Rx;

// `engine NAME` is one run of an engine that is part of this program, started by the harness.
if (args is ["engine", var name, .. var rest])
{
    var options = ChildOptions.Parse(rest);
    await (name switch
    {
        "streamengine-reduced" => ReducedEngine.RunAsync(options),
        "rx" => RxProgram.RunAsync(options),
        "csharp" => AfternoonProgram.RunAsync(options),
        "librdkafka" => Task.Run(() => ClientLoop.Run(options)),
        _ => throw new ArgumentException(name),
    });
    return 0;
}
try
{
    return args is ["curves", .. var curves] ? await CurveRun.RunAsync(CurveOptions.Parse(curves)) : await Comparison.RunAsync(CompareOptions.Parse(args));
}
catch (Exception e) when (e is ArgumentException or InvalidOperationException or TimeoutException or FormatException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return e is ArgumentException or FormatException ? 2 : 1;
}

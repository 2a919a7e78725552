using System.CommandLine;
using StreamEngine.Checkpoints;
using StreamEngine.ClickHouse;
using StreamEngine.Kafka;
using StreamEngine.Pipeline;

namespace StreamEngine.Host.Cli;

/// <summary>Makes verbs whose failures end in one clear line and a fitting exit code.</summary>
internal static class Verb
{
    /// <summary>A verb with a description and an example that works as it stands.</summary>
    public static Command Create(string name, string description, string example, Func<VerbContext, CancellationToken, Task<int>> action)
    {
        var command = new Command(name, $"{description}{Environment.NewLine}{Environment.NewLine}Example:{Environment.NewLine}  {example}");
        command.SetAction((arguments, stop) => RunAsync(new VerbContext(arguments), action, stop));
        return command;
    }

    private static async Task<int> RunAsync(VerbContext context, Func<VerbContext, CancellationToken, Task<int>> action, CancellationToken stop)
    {
        try
        {
            return await action(context, stop);
        }
        catch (ConfigurationException e)
        {
            foreach (var error in e.Errors) await context.Error.WriteLineAsync($"configuration: {error}");
            return ExitCode.Configuration;
        }
        catch (UsageException e)
        {
            return Fail(context, e, ExitCode.Usage);
        }
        catch (EngineFault e)
        {
            return Fail(context, e, e.Origin == FaultOrigin.Configuration ? ExitCode.Configuration : ExitCode.Failure);
        }
        catch (Exception e) when (e is KafkaFault or ClickHouseFault or CheckpointFault)
        {
            return Fail(context, e, ExitCode.Failure);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await context.Error.WriteLineAsync("stopped");
            return ExitCode.Failure;
        }
        catch (Exception e) when (!context.Verbose)
        {
            await context.Error.WriteLineAsync($"error: {e.GetType().Name}: {OneLine(e.Message)} (--verbose shows where)");
            return ExitCode.Failure;
        }
    }

    private static int Fail(VerbContext context, Exception e, int code)
    {
        context.Error.WriteLine($"error: {OneLine(e.Message)}");
        if (context.Verbose) context.Error.WriteLine(e);
        return code;
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}

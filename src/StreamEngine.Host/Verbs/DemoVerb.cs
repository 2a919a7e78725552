using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Spectre.Console;
using StreamEngine.Host.Cli;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Demo;
using StreamEngine.Host.Demo.View;

namespace StreamEngine.Host.Verbs;

/// <summary><c>demo</c>: the whole job with everything embedded, on simulated traffic.</summary>
internal static class DemoVerb
{
    public const string Name = "demo";

    private static readonly Option<string?> For = new("--for")
    {
        Description = "End after this time, counted from when everything is up: --for 30s. Default: until Ctrl-C.",
        HelpName = "duration",
    };

    private static readonly Option<string?> CrashAfter = new("--crash-after")
    {
        Description = "Kill the engine (SIGKILL) after this time, counted as --for, start it again, and prove at the end that nothing was lost or doubled: --crash-after 20s.",
        HelpName = "duration",
    };

    private static readonly Option<ulong> Seed = new("--seed") { Description = "Chooses the simulated world. Default 618.", DefaultValueFactory = _ => new DemoOptions().Seed };

    private static readonly Option<double> Speed = new("--speed")
    {
        Description = "Simulated seconds a second in the evening, 0.1 to 100. Default 10.",
        DefaultValueFactory = _ => new DemoOptions().Speed,
    };

    private static readonly Option<int?> Port = new("--port") { Description = "Port of the API that is tried first; another one is taken when it is in use. Default api.port of the configuration." };

    public static Command Create()
    {
        var verb = Verb.Create(Name, "See the whole job without any server: a simulated 618 evening through an embedded Kafka, the engine and an embedded ClickHouse.",
            "streamengine demo --for 30s", RunAsync);
        verb.Add(For);
        verb.Add(CrashAfter);
        verb.Add(Seed);
        verb.Add(Speed);
        verb.Add(Port);
        return verb;
    }

    private static async Task<int> RunAsync(VerbContext context, CancellationToken stop)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(context.Out) });
        var options = OptionsOf(context, live: !context.Json && LiveScreen.Fits(console));
        var configuration = context.Options;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(configuration.Engine.Zone);
        IDemoView view = options.Live
            ? new LiveScreen(console, new DemoScreen(configuration.Scoring, zone))
            : new PlainLines(context.Json ? context.Error : context.Out, configuration.Scoring, zone, TimeProvider.System);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true; // a closed terminal ends a demo as Ctrl-C does
            ended.Cancel();
        });
        try
        {
            var summary = await new DemoRun(options, configuration, view, TimeProvider.System).RunAsync(ended.Token);
            if (context.Json) context.PrintJson(summary);
            else Print(context, summary);
            foreach (var problem in summary.Problems) await context.Error.WriteLineAsync($"error: {problem}");
            return summary.Ok ? ExitCode.Success : ExitCode.Failure;
        }
        catch (ChildDiedException e)
        {
            await context.Error.WriteLineAsync($"error: {e.Message}");
            return ExitCode.Failure;
        }
    }

    private static DemoOptions OptionsOf(VerbContext context, bool live)
    {
        var (duration, crashAfter) = (DurationOf(context, For), DurationOf(context, CrashAfter));
        if (crashAfter >= duration) throw new UsageException("--crash-after must be less than --for: the demo would be over");
        var speed = context.Get(Speed);
        if (speed is not (>= 0.1 and <= 100)) throw new UsageException($"--speed must be 0.1 to 100, is {speed.ToString(CultureInfo.InvariantCulture)}");
        var port = context.Get(Port) ?? context.Options.Api.Port;
        if (port is < 0 or > 65535) throw new UsageException($"--port must be 0 to 65535, is {port}");
        return new DemoOptions
        {
            Seed = context.Get(Seed),
            Speed = speed,
            Port = port,
            Duration = duration,
            CrashAfter = crashAfter,
            Live = live,
            Configuration =
            [
                .. context.Arguments.GetValue(GlobalOptions.Config) is { } file ? ["--config", file.FullName] : Array.Empty<string>(),
                .. (context.Arguments.GetValue(GlobalOptions.Set) ?? []).SelectMany(s => new[] { "--set", s }),
            ],
        };
    }

    private static TimeSpan? DurationOf(VerbContext context, Option<string?> option)
    {
        if (context.Get(option) is not { } text) return null;
        return Durations.TryParse(text, out var parsed) && parsed > TimeSpan.Zero && parsed <= TimeSpan.FromDays(1)
            ? parsed : throw new UsageException($"{option.Name} must be {Durations.Allowed}, up to 1d, is {text}");
    }

    private static void Print(VerbContext context, DemoSummary summary)
    {
        var rows = summary.RowsInClickHouse is { } counted
            ? $"{counted:N0} rows in ClickHouse, {summary.TierChangesInClickHouse:N0} of them tier changes"
            : $"{summary.RowsWritten:N0} rows as JSON lines, since there is no ClickHouse: {summary.ClickHouseMissing}";
        context.Out.WriteLine($"{summary.Applied:N0} events applied in {summary.Seconds:F1} s, up to {summary.EventsPerSecondMax:N0} a second; lag at most {summary.LagSecondsMax:F1} s.");
        context.Out.WriteLine($"{summary.TierChanges:N0} tier changes, the first on the screen after {summary.FirstTierChangeSeconds:F1} s; {summary.DeadLetters:N0} dead letters.");
        context.Out.WriteLine($"Counted at the end: {rows}.");
        if (summary.Crash is { } crash) Print(context, crash, summary.TierChangesInClickHouse);
    }

    private static void Print(VerbContext context, DemoCrash crash, long? inClickHouse)
    {
        var recovery = crash.RecoverySeconds is { } seconds ? $"went on {seconds:F1} s later" : "did not go on";
        context.Out.WriteLine($"Killed after {crash.AfterSeconds:F1} s, the engine {recovery}:");
        context.Out.WriteLine($"  {crash.EventsSent:N0} events sent, {crash.EventsRead:N0} read, {(crash.EventsAccountedFor is { } accounted ? $"{accounted:N0} accounted for" : "which of them counted is not known")};");
        context.Out.WriteLine($"  {crash.TierChangesOnTopic:N0} tier changes on their topic, {crash.TierChangesDistinct:N0} different ones, {crash.TierChangesBroken:N0} not whole"
            + (inClickHouse is { } count ? $", {count:N0} in ClickHouse." : "."));
    }
}

using System.Diagnostics;
using System.Runtime.InteropServices;

namespace StreamEngine.Host.Cli;

/// <summary>
/// The child's side of a supervisor: standard input, which the supervisor holds open, is the life line. At its end - the supervisor asks, or is dead - the
/// verb is stopped, and the process ends after <see cref="Grace"/> whatever the verb does. Ctrl-C and the end of a terminal, which every process of the
/// foreground group hears of, are left to the supervisor, which knows the order in which to end things.
/// </summary>
internal sealed class Supervision : IDisposable
{
    /// <summary>Environment variable that the supervisor sets to 1.</summary>
    public const string Variable = "STREAMENGINE_SUPERVISED";

    /// <summary>How long a verb may take to end: what the engine needs at most to save its state.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly ManualResetEventSlim _ended = new();
    private readonly PosixSignalRegistration[] _signals;

    private Supervision()
    {
        _signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => signal.Cancel = true),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
            {
                signal.Cancel = true;
                _stop.Cancel();
            }),
        ];
        new Thread(WatchInput) { IsBackground = true, Name = "supervision" }.Start();
    }

    /// <summary>Stops the verb.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Begins, when a supervisor started this process; else null.</summary>
    public static Supervision? Begin() => Environment.GetEnvironmentVariable(Variable) == "1" ? new Supervision() : null;

    public void Dispose()
    {
        _ended.Set();
        foreach (var signal in _signals) signal.Dispose();
    }

    private void WatchInput()
    {
        using var input = Console.OpenStandardInput();
        Span<byte> ignored = stackalloc byte[256];
        while (Read(input, ignored) > 0)
        {
            // What is written means nothing; only the end does.
        }
        _stop.Cancel();
        if (!_ended.Wait(Grace)) Process.GetCurrentProcess().Kill(); // an exit would wait for whatever hangs
    }

    private static int Read(Stream input, Span<byte> buffer)
    {
        try
        {
            return input.Read(buffer);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}

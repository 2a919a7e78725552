using System.Runtime.InteropServices;

namespace StreamEngine.ClickHouse.Embedded;

/// <summary>
/// Keeps the .NET runtime's signal handlers: libchdb sets the deadly signals to their defaults when it is told to leave signals alone, and again at
/// every connect; without the handler of SIGSEGV a null reference would end the process instead of becoming an exception.
/// </summary>
internal static unsafe partial class RuntimeSignals
{
    // SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGTSTP, SIGSYS on Linux x64.
    private static readonly int[] Signals = [4, 5, 6, 7, 8, 11, 20, 31];

    // A struct sigaction has 152 bytes in glibc on x64.
    private const int ActionBytes = 152;

    private static readonly Lock Gate = new();

    /// <summary>Runs <paramref name="call"/> and puts the handlers back as they were.</summary>
    public static nint Keep(Func<nint> call)
    {
        lock (Gate)
        {
            var saved = stackalloc byte[ActionBytes * Signals.Length];
            for (var i = 0; i < Signals.Length; i++) _ = SignalAction(Signals[i], null, saved + i * ActionBytes);
            try
            {
                return call();
            }
            finally
            {
                for (var i = 0; i < Signals.Length; i++) _ = SignalAction(Signals[i], saved + i * ActionBytes, null);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static partial int SignalAction(int signal, byte* action, byte* previous);
}

using System.Net.Sockets;
using System.Security.Authentication;
using ClickHouse.Driver;
using Polly.Timeout;

namespace StreamEngine.ClickHouse;

/// <summary>Tells what an exception of the driver means: whether the same bytes may succeed later, and whose the fault is. Pure.</summary>
internal static class ServerFaults
{
    private const int TooManyParts = 252;

    /// <summary>Whether the same request may succeed later without anyone doing anything.</summary>
    public static bool IsTransient(Exception exception) => exception switch
    {
        // Too many parts passes; too many partitions in one block never does.
        ClickHouseServerException { ErrorCode: TooManyParts } e => !e.Message.Contains("for single INSERT block", StringComparison.Ordinal),
        ClickHouseServerException e => Kind(e.ErrorCode) == ClickHouseFaultKind.Unreachable,
        HttpRequestException e => !Has<AuthenticationException>(e),
        TimeoutRejectedException or TimeoutException or TaskCanceledException or IOException or SocketException => true,
        _ => false,
    };

    /// <summary>The exception as a fault: one line, no row, no secret.</summary>
    public static ClickHouseFault Of(Exception exception, ClickHouseOptions options, string action)
    {
        var (text, kind) = exception switch
        {
            ClickHouseFault f => (f.Message, f.Kind),
            ClickHouseServerException { ErrorCode: 193 or 194 or 516 } e => ($"user {options.User} is refused (code {e.ErrorCode}): check user and password", ClickHouseFaultKind.Refused),
            ClickHouseServerException { ErrorCode: TooManyParts } e when !IsTransient(e) => (FirstLine(e.Message), ClickHouseFaultKind.Internal),
            // The text of a parsing error shows the row.
            ClickHouseServerException e when Kind(e.ErrorCode) == ClickHouseFaultKind.Internal => ($"the server does not take what was sent (code {e.ErrorCode})", ClickHouseFaultKind.Internal),
            ClickHouseServerException e => (FirstLine(e.Message), Kind(e.ErrorCode)),
            _ when Has<AuthenticationException>(exception) => ("its certificate is not trusted: " + Innermost(exception).Message, ClickHouseFaultKind.Refused),
            HttpRequestException or SocketException or IOException => ("nothing answers there: " + Innermost(exception).Message, ClickHouseFaultKind.Unreachable),
            TimeoutRejectedException or TimeoutException or TaskCanceledException => ("it does not answer in time", ClickHouseFaultKind.Unreachable),
            _ => (FirstLine(exception.Message), ClickHouseFaultKind.Internal),
        };
        return exception as ClickHouseFault ?? new ClickHouseFault($"ClickHouse at {options.Endpoint} failed at {action}: {text}", kind, exception);
    }

    // Codes after which nobody needs to do anything count as unreachable: overload, memory, disk, locks, restarts, and every code that is not known
    // to last - rows are kept, so trying again loses nothing.
    private static ClickHouseFaultKind Kind(int code) => code switch
    {
        192 or 193 or 194 or 195 or 291 or 492 or 497 or 511 or 512 or 516 or 164 => ClickHouseFaultKind.Refused,
        8 or 10 or 16 or 20 or 47 or 53 or 60 or 81 or 218 => ClickHouseFaultKind.Schema,
        6 or 26 or 27 or 33 or 36 or 62 or 69 or 72 or 73 or 108 or 115 or 117 or 131 or 321 => ClickHouseFaultKind.Internal,
        _ => ClickHouseFaultKind.Unreachable,
    };

    private static string FirstLine(string message)
    {
        var line = message.AsSpan().Trim();
        var end = line.IndexOfAny('\r', '\n');
        if (end >= 0) line = line[..end];
        return line.Length <= 500 ? line.ToString() : string.Concat(line[..500], "...");
    }

    private static bool Has<T>(Exception exception) where T : Exception
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is T) return true;
        }
        return false;
    }

    private static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is not null) exception = exception.InnerException;
        return exception;
    }
}

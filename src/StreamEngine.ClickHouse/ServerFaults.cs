using System.Net.Sockets;
using System.Security.Authentication;
using ClickHouse.Driver;
using Polly.Timeout;

namespace StreamEngine.ClickHouse;

/// <summary>What helps when an insert has failed.</summary>
internal enum Remedy
{
    /// <summary>Nothing: the fault is here to stay, or of this program's making.</summary>
    None,
    /// <summary>Time: the same bytes again, later.</summary>
    Wait,
    /// <summary>Someone who mends a table; then the same bytes again.</summary>
    Mend,
    /// <summary>Inserts of fewer partitions.</summary>
    Split,
}

/// <summary>Tells what an exception of the driver means: what helps, and whose the fault is. Pure.</summary>
internal static class ServerFaults
{
    private const int TooManyParts = 252;

    /// <summary>What helps.</summary>
    public static Remedy RemedyFor(Exception exception) => exception switch
    {
        // Too many parts passes; too many partitions in one block never does.
        ClickHouseServerException { ErrorCode: TooManyParts } e when e.Message.Contains("for single INSERT block", StringComparison.Ordinal) => Remedy.Split,
        ClickHouseServerException e => RemedyFor(Kind(e)),
        ClickHouseFault e => RemedyFor(e.Kind),
        HttpRequestException e => Has<AuthenticationException>(e) || IsRefusal(e) ? Remedy.None : Remedy.Wait,
        TimeoutRejectedException or TimeoutException or TaskCanceledException or IOException or SocketException => Remedy.Wait,
        _ => Remedy.None,
    };

    /// <summary>The exception as a fault: one line, no row, no secret.</summary>
    public static ClickHouseFault Of(Exception exception, ClickHouseOptions options, string action)
    {
        var (text, kind) = exception switch
        {
            ClickHouseFault f => (f.Message, f.Kind),
            ClickHouseServerException { ErrorCode: 193 or 194 or 516 } e => ($"user {options.User} is refused (code {e.ErrorCode}): check user and password", ClickHouseFaultKind.Refused),
            ClickHouseServerException { ErrorCode: TooManyParts } e when RemedyFor(e) == Remedy.Split => (FirstLine(e.Message), ClickHouseFaultKind.Internal),
            // What a view or a constraint says shows the row, as the text of a parsing error does.
            ClickHouseServerException e when IsOfTheTable(e.ErrorCode) => ($"the table itself refuses rows, through a materialized view, a constraint or a default (code {e.ErrorCode})", ClickHouseFaultKind.Schema),
            ClickHouseServerException e when Kind(e) == ClickHouseFaultKind.Internal => ($"the server does not take what was sent (code {e.ErrorCode})", ClickHouseFaultKind.Internal),
            ClickHouseServerException e => (FirstLine(e.Message), Kind(e)),
            _ when Has<AuthenticationException>(exception) => ("its certificate is not trusted: " + Innermost(exception).Message, ClickHouseFaultKind.Refused),
            HttpRequestException e when IsRefusal(e) => ($"something in front of it refuses user {options.User} (HTTP {(int?)e.StatusCode})", ClickHouseFaultKind.Refused),
            HttpRequestException or SocketException or IOException => ("nothing answers there: " + Innermost(exception).Message, ClickHouseFaultKind.Unreachable),
            TimeoutRejectedException or TimeoutException or TaskCanceledException => ("it does not answer in time", ClickHouseFaultKind.Unreachable),
            _ => (FirstLine(exception.Message), ClickHouseFaultKind.Internal),
        };
        return exception as ClickHouseFault ?? new ClickHouseFault($"ClickHouse at {options.Endpoint} failed at {action}: {text}", kind, exception);
    }

    private static Remedy RemedyFor(ClickHouseFaultKind kind) => kind switch
    {
        ClickHouseFaultKind.Unreachable => Remedy.Wait,
        ClickHouseFaultKind.Schema => Remedy.Mend,
        _ => Remedy.None,
    };

    // Codes after which nobody needs to do anything count as unreachable: overload, memory, disk, locks, restarts, and every code that is not known
    // to last - rows are kept, so trying again loses nothing.
    private static ClickHouseFaultKind Kind(ClickHouseServerException exception) => exception.ErrorCode switch
    {
        192 or 193 or 194 or 195 or 291 or 492 or 497 or 511 or 512 or 516 or 164 => ClickHouseFaultKind.Refused,
        _ when IsOfTheTable(exception.ErrorCode) => ClickHouseFaultKind.Schema,
        8 or 10 or 16 or 20 or 47 or 53 or 60 or 81 or 218 => ClickHouseFaultKind.Schema,
        33 or 36 or 62 or 73 or 108 or 115 or 117 or 131 => ClickHouseFaultKind.Internal,
        _ => ClickHouseFaultKind.Unreachable,
    };

    // Rows are sent in columns of the table's own types: what is parsed or refused is done by something that someone attached to it.
    private static bool IsOfTheTable(int code) => code is 6 or 26 or 27 or 38 or 41 or 69 or 72 or 321 or 395 or 469;

    private static bool IsRefusal(HttpRequestException exception) => exception.HttpRequestError == HttpRequestError.UserAuthenticationError;

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

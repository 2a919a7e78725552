using System.Globalization;
using StreamEngine.Host.Cli;
using StreamEngine.Host.Configuration;

namespace StreamEngine.Host.Verbs;

/// <summary>A moment on the command line: a time of day with its zone, or how long ago.</summary>
internal static class TimeArgument
{
    /// <summary>The moment; null for none.</summary>
    /// <exception cref="UsageException">It is neither.</exception>
    public static DateTimeOffset? Of(string option, string? text, DateTimeOffset now) => text is null ? null : TryParse(text, now)
        ?? throw new UsageException($"{option} must be a time such as 2026-06-18T20:00:00Z, or how long ago, such as 2h, is {text}");

    /// <summary>The moment, or null when it is none. Without a zone it is UTC.</summary>
    public static DateTimeOffset? TryParse(string text, DateTimeOffset now)
    {
        if (Durations.TryParse(text, out var ago)) return now - ago;
        return text.Contains('-', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }
}

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace StreamEngine.IntegrationTests.EndToEnd;

/// <summary>A log that nobody reads.</summary>
internal static class NoLog
{
    public static ILoggerFactory Factory { get; } = NullLoggerFactory.Instance;
}

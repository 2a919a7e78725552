using Microsoft.Extensions.Logging.Console;

namespace StreamEngine.Host.Running;

/// <summary>The log of a long-running verb: one line an event, on standard error, so that results on standard output stay clean.</summary>
internal static class HostLogging
{
    public static ILoggerFactory Create(bool verbose) => LoggerFactory.Create(logging =>
    {
        logging.SetMinimumLevel(verbose ? LogLevel.Debug : LogLevel.Information);
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
        });
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    });
}

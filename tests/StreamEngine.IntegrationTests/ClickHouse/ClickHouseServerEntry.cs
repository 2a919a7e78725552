using System.Runtime.CompilerServices;
using StreamEngine.ClickHouse;
using StreamEngine.ClickHouse.Embedded;
using StreamEngine.Pipeline;

namespace StreamEngine.IntegrationTests.ClickHouse;

/// <summary>Lets the test program run as the embedded server too: <c>PROGRAM clickhouse-server PATH PORT [PASSWORD]</c>, before any test.</summary>
internal static class ClickHouseServerEntry
{
    public const string Verb = "clickhouse-server";

    [ModuleInitializer]
#pragma warning disable CA2255 // The program's entry point is xunit's.
    internal static void Run()
#pragma warning restore CA2255
    {
        var arguments = Environment.GetCommandLineArgs();
        var verb = Array.IndexOf(arguments, Verb);
        if (verb < 0) return;
        var options = new EmbeddedServerOptions
        {
            Path = arguments[verb + 1],
            Port = int.Parse(arguments[verb + 2]),
            Password = arguments.Length > verb + 3 ? new Secret(arguments[verb + 3]) : null,
            EndsWithStandardInput = true,
        };
        try
        {
            EmbeddedServer.RunAsync(options, CancellationToken.None).GetAwaiter().GetResult();
            Environment.Exit(0);
        }
        catch (ClickHouseFault e)
        {
            Console.Error.WriteLine(e.Message);
            Environment.Exit(1);
        }
    }
}

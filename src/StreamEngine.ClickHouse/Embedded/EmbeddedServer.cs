using System.Net;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace StreamEngine.ClickHouse.Embedded;

/// <summary>
/// A ClickHouse server for one machine: the engine as a library behind the HTTP interface, on loopback. It is meant for a process of its own, so that it
/// can be killed and restarted as a server would be; one a process.
/// </summary>
public static class EmbeddedServer
{
    /// <summary>What the server calls itself.</summary>
    public const string DisplayName = "streamengine-embedded";

    /// <summary>What the line that names the address begins with.</summary>
    internal const string Announcement = "embedded ClickHouse listens on ";

    // An INSERT larger than this is split by any client; the rows lie in memory while they go in.
    private const long MaximumBody = 2L << 30;

    /// <summary>
    /// Serves until <paramref name="stop"/>, SIGTERM or - when so configured - the end of standard input. Prints one line with its address when it answers.
    /// </summary>
    /// <exception cref="ClickHouseFault">The library is not here, the port is in use, or the folder is in use or not writable.</exception>
    public static async Task RunAsync(EmbeddedServerOptions options, CancellationToken stop)
    {
        if (!EmbeddedLibrary.TryFind(out var library, out var missing)) throw new ClickHouseFault(missing, ClickHouseFaultKind.Missing);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => End(signal, end));
        // Ctrl-C goes to the whole process group; a supervised server outlives it until its supervisor has written the last rows.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => { if (options.EndsWithStandardInput) signal.Cancel = true; else End(signal, end); });
        if (options.EndsWithStandardInput) _ = EndWithInputAsync(end);
        using var engine = Open(options, library);
        SpoolFile.RemoveAbandoned();
        await using var application = await StartAsync(options, engine);
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        await Console.Out.WriteLineAsync(Announcement + address);
        await Console.Out.FlushAsync(CancellationToken.None);
        await Task.Delay(Timeout.Infinite, end.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        await application.StopAsync(CancellationToken.None);
    }

    private static ChdbEngine Open(EmbeddedServerOptions options, string library)
    {
        try
        {
            return ChdbEngine.Open(options, library);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or UnauthorizedAccessException or DllNotFoundException)
        {
            throw new ClickHouseFault($"the embedded ClickHouse cannot open {options.Path} (in use by another server, not writable, or damaged): {e.Message}", ClickHouseFaultKind.Refused, e);
        }
    }

    private static async Task<WebApplication> StartAsync(EmbeddedServerOptions options, ChdbEngine engine)
    {
        try
        {
            return await StartAsync(options, engine, options.Port);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            if (options.AnotherPortWhenTaken) return await StartAsync(options, engine, 0);
            throw new ClickHouseFault($"port {options.Port} of 127.0.0.1 is in use: name another one, or 0 for a free one", ClickHouseFaultKind.Refused, e);
        }
    }

    private static async Task<WebApplication> StartAsync(EmbeddedServerOptions options, ChdbEngine engine, int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, OwnLifetime>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaximumBody;
            kestrel.Limits.MinRequestBodyDataRate = null;
            // Queries and parameters travel in the URL.
            kestrel.Limits.MaxRequestLineSize = 1 << 20;
            kestrel.Limits.MaxRequestBufferSize = 4 << 20;
        });
        var application = builder.Build();
        var queries = new QueryEndpoint(engine, options);
        application.Run(context => RouteAsync(context, queries));
        try
        {
            await application.StartAsync();
            return application;
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    private static Task RouteAsync(HttpContext context, QueryEndpoint queries)
    {
        if (!LoopbackOnly.Allows(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return context.Response.WriteAsync("Only programs on this machine may ask: the request names another host or comes from another site.\n");
        }
        switch (context.Request.Path.Value)
        {
            case "/" or "":
                return queries.HandleAsync(context);
            case "/ping" or "/replicas_status":
                return context.Response.WriteAsync("Ok.\n");
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return context.Response.WriteAsync("There is no handle for this path. Use / or /ping for the health check.\n");
        }
    }

    private static void End(PosixSignalContext signal, CancellationTokenSource end)
    {
        signal.Cancel = true;
        end.Cancel();
    }

    private static async Task EndWithInputAsync(CancellationTokenSource end)
    {
        var input = Console.OpenStandardInput();
        var buffer = new byte[256];
        while (await input.ReadAsync(buffer, CancellationToken.None) > 0)
        {
            // What is written here means nothing; only its end does.
        }
        await end.CancelAsync();
    }

    // Signals are handled above; the host's own handling would end the server at Ctrl-C.
    private sealed class OwnLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Running;
using StreamEngine.Pipeline;

namespace StreamEngine.Host.Api;

/// <summary>
/// Serves what can be seen of the running engine, and nothing that changes it. It listens before the engine opens, so that a port in use stops a start before
/// anything has happened; until <see cref="Show"/> it says that the engine is starting.
/// </summary>
internal sealed class ApiServer : IAsyncDisposable
{
    /// <summary>What the line that names the address begins with.</summary>
    public const string Announcement = "API listens on ";

    /// <summary>The header that says as of which tick an answer is, whatever its form.</summary>
    private const string AsOfTick = "X-As-Of-Tick";

    private readonly WebApplication _application;
    private readonly Viewed _viewed;

    private ApiServer(WebApplication application, Viewed viewed)
    {
        (_application, _viewed) = (application, viewed);
        Address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:8080</c>.</summary>
    public string Address { get; }

    /// <summary>Starts to listen.</summary>
    /// <exception cref="EngineFault">The certificate cannot be used, the port is in use, or the address is not this machine's.</exception>
    public static async Task<ApiServer> StartAsync(ApiOptions options, ILoggerFactory loggers)
    {
        var viewed = new Viewed();
        var application = Build(options, viewed, loggers.CreateLogger("StreamEngine.Api"));
        try
        {
            await application.StartAsync();
            return new ApiServer(application, viewed);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            await application.DisposeAsync();
            throw new EngineFault(FaultOrigin.External, e.InnerException is AddressInUseException
                ? $"port {options.Port} of {options.Address} is in use: set api.port to another one, or to 0 for any that is free"
                : $"the API cannot listen on {options.Address}:{options.Port}: {e.Message}", e);
        }
    }

    /// <summary>From now on requests are answered from a view.</summary>
    public void Show(LiveView view) => _viewed.View = view;

    /// <summary>Ends; live streams are cut.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
    }

    private static WebApplication Build(ApiOptions options, Viewed viewed, ILogger logger)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        // Signals are the verb's business; the host's own handling would end the API first.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(500));
        builder.Services.AddOpenApi(document => document.AddDocumentTransformer<ApiDocument>());
        builder.Services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        ApiLimits.Limit(builder.Services, options);
        var certificate = ApiCertificate.Load(options);
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Parse(options.Address), options.Port, listen =>
            {
                if (certificate is not null) listen.UseHttps(certificate);
            });
            kestrel.AddServerHeader = false;
            ApiLimits.Apply(kestrel.Limits, options);
        });
        var application = builder.Build();
        application.Use(new RequestGuard(options, logger).InvokeAsync);
        application.UseRateLimiter();
        application.Use((context, next) =>
        {
            if (viewed.View?.Run.LastTick is { } tick) context.Response.Headers[AsOfTick] = tick.ToString();
            return next(context);
        });
        HealthRoutes.Map(application, viewed);
        StatusRoutes.Map(application, viewed);
        ChangeRoutes.Map(application, viewed, options.StreamClients);
        EntityRoutes.Map(application, viewed);
        OutlookRoutes.Map(application, viewed);
        HandoffRoutes.Map(application, viewed);
        LeaderRoutes.Map(application, viewed);
        CampaignRoutes.Map(application, viewed);
        FieldRoutes.Map(application, viewed);
        MatchRoutes.Map(application, viewed);
        MetricsRoute.Map(application, viewed);
        application.MapOpenApi("/openapi.json");
        return application;
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

using StreamEngine.Host.Api;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Running;
using Xunit;

namespace StreamEngine.IntegrationTests.EndToEnd;

/// <summary>A running engine with its API, as <c>run</c> composes it.</summary>
internal sealed class RunningEngine : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ApiServer _api;
    private readonly Task _running;

    private RunningEngine(ApiServer api, LiveEngine engine)
    {
        _api = api;
        Engine = engine;
        Http = new HttpClient { BaseAddress = new Uri(api.Address) };
        api.Show(engine.View);
        _running = engine.RunAsync(_stop.Token);
    }

    public LiveEngine Engine { get; }

    public HttpClient Http { get; }

    public string Address => _api.Address;

    public static async Task<RunningEngine> StartAsync(StreamEngineOptions options, LiveRequest request)
    {
        var api = await ApiServer.StartAsync(options.Api with { Port = 0 }, NoLog.Factory);
        var engine = await LiveEngine.OpenAsync(World.SavedApart(options), request, NoLog.Factory, TimeProvider.System, TestContext.Current.CancellationToken);
        return new RunningEngine(api, engine);
    }

    /// <summary>Waits for a condition.</summary>
    public async Task UntilAsync(Func<StatusReport, bool> condition)
    {
        using var deadline = new CancellationTokenSource(Kafka.Topic.Deadline);
        while (!condition(Engine.View.Status()))
        {
            if (_running.IsFaulted) await _running;
            Assert.False(deadline.IsCancellationRequested, $"Not within {Kafka.Topic.Deadline}: {await Http.GetStringAsync(new Uri("api/status", UriKind.Relative))}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Stops it as a signal would.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Engine.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Http.Dispose();
        await _api.DisposeAsync();
        _stop.Dispose();
    }
}

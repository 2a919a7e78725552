using StreamEngine.Host.Configuration;
using StreamEngine.IntegrationTests.Crashes;
using StreamEngine.IntegrationTests.EndToEnd;
using Xunit;

[assembly: AssemblyFixture(typeof(Undisturbed))]

namespace StreamEngine.IntegrationTests.Crashes;

/// <summary>What a replay makes of the events that crashing engines read: made once.</summary>
public sealed class Undisturbed : IDisposable
{
    private readonly World _world = new();
    private readonly SemaphoreSlim _gate = new(1);
    private bool _done;

    internal async Task<World> ReplayAsync(StreamEngineOptions options)
    {
        await _gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!_done) await _world.ReplayAsync(World.Small, options);
            _done = true;
            return _world;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        _world.Dispose();
        _gate.Dispose();
    }
}

using Microsoft.Extensions.Logging.Abstractions;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Running;
using StreamEngine.IntegrationTests.Kafka;
using Xunit;

namespace StreamEngine.IntegrationTests.EndToEnd;

public sealed class SavedStateTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streamengine-state-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_lease_is_renewed_while_the_engine_still_connects()
    {
        var options = new StreamEngineOptions { Checkpoints = new CheckpointOptions { Folder = _folder.FullName, LeaseDuration = TimeSpan.FromSeconds(1) } };

        await using var state = await SavedState.OpenAsync(options, 1, NullLogger.Instance, TimeProvider.System, TestContext.Current.CancellationToken);

        await Topic.UntilAsync(() => state.Renewing.IsCompleted || state.Store.FindLease() is { Renewals: > 2 });
        Assert.False(state.Renewing.IsCompleted);
    }
}

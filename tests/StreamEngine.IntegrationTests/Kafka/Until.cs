using System.Diagnostics;
using Xunit;

namespace StreamEngine.IntegrationTests.Kafka;

/// <summary>Waits for what another thread or process does.</summary>
internal static class Until
{
    /// <summary>Waits until a condition is true.</summary>
    public static async Task TrueAsync(Func<bool> condition, TimeSpan? deadline = null)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < (deadline ?? Topic.Deadline), "The condition did not come true in time.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}

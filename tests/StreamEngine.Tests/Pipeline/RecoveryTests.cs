using StreamEngine.Checkpoints;
using StreamEngine.Pipeline;
using StreamEngine.Pipeline.Files;
using StreamEngine.Scoring;
using StreamEngine.Tests.Golden;
using Xunit;

namespace StreamEngine.Tests.Pipeline;

/// <summary>Which checkpoint an engine goes on from, and what it says when it cannot.</summary>
public sealed class RecoveryTests : IDisposable
{
    private static readonly StateIdentity Identity = new(Fingerprint.Of(new EngineOptions()), Fingerprint.Of(new ScoringOptions()), 3);

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _refused = [];

    [Fact]
    public async Task A_state_of_the_same_configuration_is_found()
    {
        var found = Recovery.Find(await SavedAsync(), Identity, _refused.Add);
        Assert.Empty(_refused);
        Assert.Equal([5L, 6, 7], found!.Start.Partitions.Select(p => p.NextOffset));
        Assert.False(found.Start.ScorecardsChanged);
        Assert.Equal(0, found.Start.Epoch);
    }

    [Fact]
    public async Task Fault_48_a_changed_scorecard_begins_a_new_epoch()
    {
        var harder = new ScoringOptions { Creator = new ScoringOptions().Creator with { SevereCap = 20 } };
        var found = Recovery.Find(await SavedAsync(), Identity with { Scorecards = Fingerprint.Of(harder) }, _refused.Add);
        Assert.True(found!.Start.ScorecardsChanged);
        Assert.Equal(1, found.Start.Epoch);
    }

    [Fact]
    public async Task Fault_48_changed_windows_zone_or_ticks_are_refused_with_the_way_out()
    {
        var store = await SavedAsync();
        foreach (var changed in new[]
        {
            new EngineOptions { MonthBuckets = 31 }, new EngineOptions { Zone = "UTC" }, new EngineOptions { TickInterval = TimeSpan.FromMilliseconds(200) },
        })
        {
            var fault = Assert.Throws<EngineFault>(() => Recovery.Find(store, Identity with { Configuration = Fingerprint.Of(changed) }, _refused.Add));
            Assert.Equal(FaultOrigin.Configuration, fault.Origin);
            Assert.Contains("offsets reset", fault.Message, StringComparison.Ordinal);
        }
        Assert.NotNull(Recovery.Find(store, Identity with { Configuration = Fingerprint.Of(new EngineOptions { MaximumLead = TimeSpan.FromHours(1) }) }, _refused.Add));
    }

    [Fact]
    public async Task A_topic_that_has_grown_is_refused()
    {
        var store = await SavedAsync();
        var fault = Assert.Throws<EngineFault>(() => Recovery.Find(store, Identity with { Partitions = 4 }, _refused.Add));
        Assert.Contains("3 partitions and the topic has 4", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_40_a_damaged_segment_is_named_and_without_a_sound_checkpoint_nothing_starts_from_nothing()
    {
        var store = await SavedAsync();
        var segment = Directory.GetFiles(_folder["checkpoints"], "p001-*.seg").Single();
        var bytes = await File.ReadAllBytesAsync(segment, TestContext.Current.CancellationToken);
        bytes[bytes.Length / 2] ^= 0x10;
        await File.WriteAllBytesAsync(segment, bytes, TestContext.Current.CancellationToken);

        var fault = Assert.Throws<CheckpointFault>(() => Recovery.Find(store, Identity, _refused.Add));

        Assert.Contains(Path.GetFileName(segment), Assert.Single(_refused), StringComparison.Ordinal);
        Assert.Contains("none of the 1 checkpoints", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_folder_is_a_beginning() =>
        Assert.Null(Recovery.Find(new CheckpointStore(LocalFolder.Open(_folder["checkpoints"])), Identity, _refused.Add));

    public void Dispose() => _folder.Dispose();

    private async Task<CheckpointStore> SavedAsync()
    {
        await using var job = new ReplayJob(new EngineOptions(), Scorecards.Compile(new ScoringOptions()), new ReplayRequest
        {
            Partitions = [.. new GoldenCase("sale").Inputs.Select(f => new[] { f })],
            Output = _folder["out"],
            DeadLetters = _folder["dead-letters.jsonl"],
            Checkpoint = new ReplayCheckpoint(_folder["checkpoints"], [5, 6, 7], Identity),
        });
        await job.RunAsync(TestContext.Current.CancellationToken);
        return new CheckpointStore(LocalFolder.Open(_folder["checkpoints"]));
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using StreamEngine.Tests.Invariants;
using Xunit;

namespace StreamEngine.Tests.Crashes;

/// <summary>
/// The core under a deterministic simulation. <c>STREAMENGINE_SEEDS</c> is the number of seeds, <c>STREAMENGINE_SEED</c> a single one: what a failure prints replays.
/// </summary>
public sealed class CrashTests
{
    private static readonly int Seeds = Number("STREAMENGINE_SEEDS") ?? 300;

    /// <summary>Within how many seeds a mutant must be noticed.</summary>
    private const int SeedsForMutant = 200;

    [Fact]
    public void Whatever_happens_to_it_the_engine_leaves_what_an_undisturbed_one_leaves()
    {
        var one = Number("STREAMENGINE_SEED");
        var problems = new ConcurrentDictionary<int, string>();
        // Every world is on one thread and knows of no other.
        Parallel.ForEach(one is { } number ? [number] : Enumerable.Range(0, Seeds), (seed, seeds) =>
        {
            if (Problem(seed) is not { } problem) return;
            problems[seed] = problem;
            seeds.Stop();
        });
        Assert.True(problems.IsEmpty, problems.Select(p => $"STREAMENGINE_SEED={p.Key}: {p.Value}").FirstOrDefault());
    }

    [Fact]
    public void A_seed_replays()
    {
        for (var seed = 0; seed < 20; seed++) Assert.Equal(CrashRun.Of(seed).History.Happenings.Select(Text), CrashRun.Of(seed).History.Happenings.Select(Text));
    }

    [Theory]
    [InlineData(Mutant.CommitsWhatWasRead, Invariant.I03CommittedIsDurable)]
    [InlineData(Mutant.CommitsBeforeItIsDurable, Invariant.I03CommittedIsDurable)]
    [InlineData(Mutant.SkipsAPartial, Invariant.I14Determinism)]
    [InlineData(Mutant.SwapsTwoTicks, Invariant.I14Determinism)]
    [InlineData(Mutant.ForgetsIds, Invariant.I05RestoredIsReplayed)]
    [InlineData(Mutant.ForgetsWaitingRows, Invariant.I01NoLoss)]
    [InlineData(Mutant.IgnoresVersions, Invariant.I02EffectOnce)]
    [InlineData(Mutant.PublishesAgain, Invariant.I06TierLogIsAChain)]
    [InlineData(Mutant.NotesPositionsAhead, Invariant.I06TierLogIsAChain)]
    [InlineData(Mutant.IsNotFenced, Invariant.I13OneWriter)]
    [InlineData(Mutant.SkipsARecord, Invariant.I01NoLoss)]
    [InlineData(Mutant.DropsDeadLetters, Invariant.I11NothingSilent)]
    public void A_broken_engine_is_noticed(Mutant mutant, Invariant broken)
    {
        var seen = new HashSet<Invariant>();
        for (var seed = 0; seed < SeedsForMutant; seed++)
        {
            seen.UnionWith(InvariantChecker.Check(CrashRun.Of(seed, mutant).History).Select(v => v.Of));
            if (seen.Contains(broken)) return;
        }
        Assert.Fail($"{mutant} is not seen to break {broken} within {SeedsForMutant} seeds, only {string.Join(", ", seen)}");
    }

    private static string? Problem(int seed)
    {
        var (history, failure) = CrashRun.Of(seed);
        if (failure is not null) return failure.ToString();
        var violations = InvariantChecker.Check(history);
        return violations.Count == 0 ? null : string.Join('\n', violations.Take(5));
    }

    private static string Text(Happening happening) => happening switch
    {
        Happening.Published published => string.Join('\n', published.Changes),
        Happening.Started started => $"{started} {string.Join(',', started.Offsets)}",
        Happening.Durable durable => $"{durable} {string.Join(',', durable.Offsets)}",
        Happening.Committed committed => $"{committed} {string.Join(',', committed.Offsets)}",
        _ => happening.ToString(),
    };

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

using Xunit;

namespace StreamEngine.Tests.Invariants;

/// <summary>A sound history is found sound, and each way to break one invariant is found to break that one.</summary>
public sealed class InvariantCheckerTests
{
    private static readonly string[] SoundChanges =
    [
        """{"kind":"product","id":"m/p","change_id":"a","tick":1000,"from":"none","to":"good"}""",
        """{"kind":"product","id":"m/p","change_id":"b","tick":2000,"from":"good","to":"none"}""",
    ];

    private static readonly Outcome SoundOutcome = new() { Changes = SoundChanges, Rows = new Dictionary<string, string> { ["k"] = "1" }, Scores = "50" };

    private static readonly History Sound = new()
    {
        Input = [[[1], [2], [3]], [[4]]],
        LatestTimes = [3000, 900],
        Happenings =
        [
            new Happening.Started(1, [0, 0]),
            new Happening.EventTime(1, 0, 1500),
            new Happening.Published(1, [SoundChanges[0]]),
            new Happening.Durable(1, [2, 0]),
            new Happening.Committed(1, [2, 0]),
            new Happening.Started(2, [2, 0]),
            new Happening.Published(2, [SoundChanges[1]]),
            new Happening.Buried(2, new Letter(1, 0, "ts", Convert.ToBase64String([4]))),
            new Happening.EventTime(2, 0, 3000),
            new Happening.Durable(2, [3, 1]),
            new Happening.Committed(2, [3, 1]),
        ],
        Outcome = SoundOutcome,
        Expected = SoundOutcome,
        Counts = [new(3, 1, 1, 1, 0, 0, 0, 0), new(1, 0, 0, 0, 0, 0, 0, 1)],
        Gauges = [new("rows", 5, 5)],
        Health = [new(Ready: true, MakesProgress: true), new(Ready: false, MakesProgress: false)],
        Texts = [new("log", "all is well")],
        Secrets = ["canary"],
    };

    [Fact]
    public void A_sound_history_breaks_nothing() => Assert.Empty(InvariantChecker.Check(Sound));

    [Fact]
    public void A_lost_row_is_found() => Breaks(Invariant.I01NoLoss, Sound with { Outcome = SoundOutcome with { Rows = new Dictionary<string, string>() } });

    [Fact]
    public void A_record_that_was_not_read_is_found() => Breaks(Invariant.I01NoLoss, Sound with { Counts = [new(2, 1, 1, 0, 0, 0, 0, 0), Sound.Counts[1]] });

    [Fact]
    public void A_row_with_another_content_is_found() =>
        Breaks(Invariant.I02EffectOnce, Sound with { Outcome = SoundOutcome with { Rows = new Dictionary<string, string> { ["k"] = "2" } } });

    [Fact]
    public void A_row_too_many_is_found() =>
        Breaks(Invariant.I02EffectOnce, Sound with { Outcome = SoundOutcome with { Rows = new Dictionary<string, string> { ["k"] = "1", ["l"] = "1" } } });

    [Fact]
    public void A_dead_letter_that_is_there_twice_is_found() => Breaks(Invariant.I02EffectOnce, Insert(8, Sound.Happenings[7]));

    [Fact]
    public void A_commit_beyond_what_is_durable_is_found() => Breaks(Invariant.I03CommittedIsDurable, Insert(5, new Happening.Committed(1, [3, 0])));

    [Fact]
    public void A_commit_before_the_checkpoint_is_found() => Breaks(Invariant.I03CommittedIsDurable, Insert(3, new Happening.Committed(1, [2, 0])));

    [Fact]
    public void A_commit_that_goes_back_is_found() => Breaks(Invariant.I04CommitsGoForward, Insert(5, new Happening.Committed(1, [1, 0])));

    [Fact]
    public void A_start_from_where_no_checkpoint_is_is_found() => Breaks(Invariant.I05RestoredIsReplayed, Replace(5, new Happening.Started(2, [1, 0])));

    [Fact]
    public void A_silent_start_from_nothing_is_found() => Breaks(Invariant.I05RestoredIsReplayed, Replace(5, new Happening.Started(2, [0, 0])));

    [Fact]
    public void Other_scores_are_found() => Breaks(Invariant.I05RestoredIsReplayed, Sound with { Outcome = SoundOutcome with { Scores = "51" } });

    [Fact]
    public void A_tier_change_that_is_there_twice_is_found() => Breaks(Invariant.I06TierLogIsAChain, Insert(3, Sound.Happenings[2]));

    [Fact]
    public void A_tier_change_from_where_the_entity_is_not_is_found() => Breaks(Invariant.I06TierLogIsAChain, Replace(2, Change(SoundChanges[0].Replace("good", "top", StringComparison.Ordinal))));

    [Fact]
    public void Ticks_out_of_order_are_found() => Breaks(Invariant.I06TierLogIsAChain, Replace(2, Change(SoundChanges[0].Replace("1000", "2001", StringComparison.Ordinal))));

    [Fact]
    public void A_record_that_counts_as_nothing_is_found() => Breaks(Invariant.I07Conservation, Sound with { Counts = [new(3, 1, 1, 0, 0, 0, 0, 0), Sound.Counts[1]] });

    [Fact]
    public void What_is_over_its_budget_is_found() => Breaks(Invariant.I08BoundedMemory, Sound with { Gauges = [new("rows", 6, 5)] });

    [Fact]
    public void A_life_that_does_not_end_is_found() => Breaks(Invariant.I09Liveness, Sound with { Outcome = null });

    [Fact]
    public void An_end_that_is_not_committed_is_found() => Breaks(Invariant.I09Liveness, Replace(10, new Happening.Committed(2, [2, 1])));

    [Fact]
    public void Event_time_that_goes_back_is_found() => Breaks(Invariant.I10EventTime, Insert(2, new Happening.EventTime(1, 0, 1499)));

    [Fact]
    public void Event_time_ahead_of_all_records_is_found() => Breaks(Invariant.I10EventTime, Replace(1, new Happening.EventTime(1, 1, 901)));

    [Fact]
    public void A_dead_letter_that_is_nowhere_is_found() => Breaks(Invariant.I11NothingSilent, Replace(7, new Happening.EventTime(2, 0, 3000)));

    [Fact]
    public void A_dead_letter_with_other_bytes_is_found() => Breaks(Invariant.I11NothingSilent, Replace(7, new Happening.Buried(2, new Letter(1, 0, "ts", "BB=="))));

    [Fact]
    public void A_refused_process_that_publishes_is_found() => Breaks(Invariant.I12FailClosed, Insert(2, new Happening.Refused(1, "wrong password")));

    [Fact]
    public void A_fenced_process_that_publishes_is_found() => Breaks(Invariant.I13OneWriter, Replace(6, Change(SoundChanges[1])));

    [Fact]
    public void A_fenced_process_that_saves_is_found() => Breaks(Invariant.I13OneWriter, Insert(6, new Happening.Durable(1, [2, 0])));

    [Fact]
    public void Other_tier_changes_are_found() => Breaks(Invariant.I14Determinism, Sound with { Expected = SoundOutcome with { Changes = [SoundChanges[0]] } });

    [Fact]
    public void Ready_without_progress_is_found() => Breaks(Invariant.I15HealthIsTrue, Sound with { Health = [new(Ready: true, MakesProgress: false)] });

    [Fact]
    public void A_secret_in_a_text_is_found() => Breaks(Invariant.I16NoSecrets, Sound with { Texts = [new("log", "password=canary")] });

    [Fact]
    public void Every_invariant_has_a_rule_that_is_shown_to_work()
    {
        var tests = typeof(InvariantCheckerTests).GetMethods().Where(m => m.GetCustomAttributes(typeof(FactAttribute), false).Length > 0).Select(m => m.Name).ToHashSet();
        foreach (var test in tests.Where(t => t.EndsWith("found", StringComparison.Ordinal))) typeof(InvariantCheckerTests).GetMethod(test)!.Invoke(this, null);
        Assert.Equal(Enum.GetValues<Invariant>(), _broken.Order());
    }

    private readonly HashSet<Invariant> _broken = [];

    private void Breaks(Invariant invariant, History history)
    {
        var violations = InvariantChecker.Check(history);
        Assert.Contains(violations, v => v.Of == invariant);
        _broken.Add(invariant);
    }

    private static Happening.Published Change(string line) => new(1, [line]);

    private static History Insert(int at, Happening happening) => Sound with { Happenings = [.. Sound.Happenings.Take(at), happening, .. Sound.Happenings.Skip(at)] };

    private static History Replace(int at, Happening happening) => Sound with { Happenings = [.. Sound.Happenings.Take(at), happening, .. Sound.Happenings.Skip(at + 1)] };
}

using StreamEngine.Commerce.Decisions;
using StreamEngine.Events;
using StreamEngine.Windows;
using Xunit;

namespace StreamEngine.Tests.Commerce.Decisions;

/// <summary>The ledger is bounded, says what that costs, and survives.</summary>
public sealed class DecisionLedgerTests
{
    private const int Today = 20_000, Days = 30;

    [Fact]
    public void Beyond_the_limit_the_oldest_reversal_and_the_oldest_id_are_forgotten_and_counted()
    {
        var ledger = new DecisionLedger(Days, limit: 3);
        for (var i = 1; i <= 5; i++)
        {
            ledger.Add((UInt128)i, Decision($"d{i}"), eventTime: i);
            ledger.Reverse((UInt128)i, Today, Today);
        }

        Assert.Equal([false, false, true, true, true], Enumerable.Range(1, 5).Select(i => ledger.IsReversed((UInt128)i, Today)));
        Assert.Equal([false, false, true, true, true], Enumerable.Range(1, 5).Select(i => ledger.IsKnown((UInt128)i, eventTime: 6)));
        Assert.Equal(4, ledger.Evicted);
    }

    [Fact]
    public void A_reversal_is_forgotten_with_the_day_of_its_event_which_makes_room()
    {
        var ledger = new DecisionLedger(Days, limit: 2);
        ledger.Reverse(1, Today - Days + 1, Today);
        ledger.Reverse(2, Today, Today);
        Assert.True(ledger.IsReversed(1, Today));
        Assert.False(ledger.IsReversed(1, Today + 1));
        ledger.Reverse(3, Today + 1, Today + 1);
        Assert.True(ledger.IsReversed(2, Today + 1));
        Assert.Equal(0, ledger.Evicted);
    }

    [Fact]
    public void What_is_kept_for_explanations_is_bounded_and_saved()
    {
        var ledger = new DecisionLedger(Days, limit: 100_000);
        for (var i = 0; i < DecisionLedger.Kept + 10; i++) ledger.Add((UInt128)i, Decision($"d{i}"), eventTime: 1);
        ledger.Reverse(7, Today, Today);
        ledger.Freeze(StreamEngine.Entities.EntityKind.Merchant, 3, Decision("frozen"));
        using var saved = new SnapshotWriter();
        ledger.Save(saved, turn: 0);

        var restored = new DecisionLedger(Days, limit: 100_000);
        restored.Load(new SnapshotReader(saved.Content.SelectMany(piece => piece.ToArray()).ToArray()));
        restored.Loaded();

        Assert.Equal(DecisionLedger.Kept, restored.Newest.Count());
        Assert.Equal(ledger.Newest, restored.Newest);
        Assert.True(restored.IsReversed(7, Today) && restored.IsKnown(3, 2));
        Assert.Equal("frozen", restored.FrozenBy(StreamEngine.Entities.EntityKind.Merchant, 3)!.Id);
    }

    private static ManualDecision Decision(string id) => new()
    {
        Id = id,
        Time = 1,
        Tick = 1000,
        Merchant = "m",
        Action = DecisionAction.Reverse,
        By = "李",
        Why = "",
        Event = new ReversedEvent("e", EventType.OrderPaid, 0, "m/p", "c", true, ""),
    };
}

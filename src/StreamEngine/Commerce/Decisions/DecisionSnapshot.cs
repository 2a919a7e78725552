using StreamEngine.Entities;
using StreamEngine.Events;
using StreamEngine.Windows;

namespace StreamEngine.Commerce.Decisions;

/// <summary>How a decision is written to a snapshot and read back.</summary>
internal static class DecisionSnapshot
{
    public static void Save(SnapshotWriter to, ManualDecision decision)
    {
        to.Text(decision.Id);
        to.Signed(decision.Time);
        to.Signed(decision.Tick);
        to.Text(decision.Merchant);
        to.Byte((byte)decision.Action);
        to.Text(decision.By);
        to.Text(decision.Why);
        to.Flag(decision.Tier is not null);
        if (decision.Tier is { } tier)
        {
            to.Byte((byte)tier.Kind);
            to.Text(tier.Id);
        }
        to.Flag(decision.Event is not null);
        if (decision.Event is not { } e) return;
        to.Text(e.Id);
        to.Byte((byte)e.Type);
        to.Signed(e.Time);
        to.Text(e.Product);
        to.Text(e.Creator);
        to.Flag(e.Repeat);
        to.Text(e.HandoffCreator);
    }

    public static ManualDecision Load(SnapshotReader from) => new()
    {
        Id = from.Text(),
        Time = from.Signed(),
        Tick = from.Signed(),
        Merchant = from.Text(),
        Action = (DecisionAction)from.Byte(),
        By = from.Text(),
        Why = from.Text(),
        Tier = from.Flag() ? ((EntityKind)from.Byte(), from.Text()) : null,
        Event = from.Flag() ? new ReversedEvent(from.Text(), (EventType)from.Byte(), from.Signed(), from.Text(), from.Text(), from.Flag(), from.Text()) : null,
    };
}

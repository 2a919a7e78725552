using StreamEngine.Entities;
using StreamEngine.Events;

namespace StreamEngine.Commerce.Decisions;

/// <summary>Decisions as rows of <see cref="CommerceTables.Decisions"/>.</summary>
internal static class DecisionRows
{
    public static void Add(CommerceRows to, ManualDecision decision, long version)
    {
        var e = decision.Event;
        to.Begin(CommerceTables.Decisions, version)
            .Text(decision.Id)
            .Time(decision.Time).Time(decision.Tick).Text(decision.Merchant).Text(decision.ActionName)
            .Text(decision.Tier is { } tier ? EntityKinds.Name(tier.Kind) : "").Text(decision.Tier?.Id ?? "")
            .Text(decision.By).Text(decision.Why)
            .Text(e?.Id ?? "").Text(e is null ? "" : SnakeCase.Of(e.Type.ToString())).Time(e?.Time ?? 0)
            .Text(e?.Product ?? "").Text(e?.Creator ?? "").Flag(e?.Repeat ?? false).Text(e?.HandoffCreator ?? "");
    }
}

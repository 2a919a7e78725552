using StreamEngine.Entities;
using StreamEngine.Scoring;

namespace StreamEngine.Pipeline;

/// <summary>The order of a tick's tier changes: by kind, then id, in UTF-8 order.</summary>
internal static class TierChangeOrder
{
    public static readonly Comparison<TierChange> WithinTick = static (a, b) =>
        a.Kind != b.Kind
            ? string.CompareOrdinal(EntityKinds.Name(a.Kind), EntityKinds.Name(b.Kind))
            : Utf8Order.Compare(a.Id, b.Id);
}

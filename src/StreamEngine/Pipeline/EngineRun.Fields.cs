using StreamEngine.Commerce;

namespace StreamEngine.Pipeline;

public sealed partial class EngineRun
{
    /// <summary>Fields, scenes and the platform (5S) as of the merge's last tick; that tick is null, and the list empty, before the first. From any thread.</summary>
    public (long? Tick, IReadOnlyList<FieldReport> Reports) Fields()
    {
        lock (_merge.Gate) return _merge.LastTick is { } tick ? (tick, _merge.State.Fields(tick)) : (null, []);
    }
}

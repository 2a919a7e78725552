using StreamEngine.Commerce;
using StreamEngine.Entities;
using StreamEngine.Windows;

namespace StreamEngine.Pipeline;

internal sealed partial class MergeState
{
    /// <summary>Fields, scenes and the platform as of the last tick.</summary>
    public List<FieldReport> Fields(long tick) => FieldSums.Reports(
        Of(EntityKind.Channel), Of(EntityKind.Scene), _platform, new ZoneCalendar(_setup.Options.Zone).DayOf(tick - 1), _setup.Options.MonthBuckets);
}

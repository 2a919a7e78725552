using StreamEngine.Entities;
using StreamEngine.Windows;
using Xunit;

namespace StreamEngine.Tests.Entities;

public sealed class EntityTableTests
{
    private const long Start = 1_781_740_800_000; // midnight in Shanghai
    private const long Day = 86_400_000;
    private readonly ZoneCalendar _calendar = new("Asia/Shanghai");
    private readonly EntityBudget _budget = new(2);

    [Fact]
    public void A_total_that_was_cut_is_right_again_when_its_bucket_has_left()
    {
        var table = Table();
        var entity = table.FindOrAdmit(1, IdTable.NoParent, "m"u8, out _);
        Fold(table, entity, Start, long.MaxValue - 10);
        Assert.Equal(long.MaxValue - 10, table.Totals(entity)[0]);
        Fold(table, entity, Start + Day, 100);
        Assert.Equal(long.MaxValue, table.Totals(entity)[0]);
        table.Advance(Start + 30 * Day, new RowBlocks());
        Assert.Equal(100, table.Totals(entity)[0]);
    }

    [Fact]
    public void Beyond_its_budget_a_table_admits_nobody_until_somebody_is_forgotten()
    {
        var table = Table();
        var first = table.FindOrAdmit(1, IdTable.NoParent, "a"u8, out var admitted);
        Assert.True(admitted);
        table.FindOrAdmit(2, IdTable.NoParent, "b"u8, out _);
        Assert.Equal(-1, table.FindOrAdmit(3, IdTable.NoParent, "c"u8, out admitted));
        Assert.False(admitted);
        Assert.Equal(1, _budget.Refused);
        Fold(table, first, Start, 1);
        table.Advance(Start + 30 * Day, new RowBlocks());
        Assert.Equal([first], table.Leaving().ToArray());
        table.Forget();
        Assert.Equal(1, _budget.Used);
        Assert.True(table.FindOrAdmit(3, IdTable.NoParent, "c"u8, out _) >= 0);
    }

    private EntityTable Table() =>
        new(EntityKind.Merchant, [new WindowMetric(WindowKind.Month, Metric.Gmv)], new WindowSpans(60, 24, 30), _calendar, _budget);

    private void Fold(EntityTable table, int entity, long time, long gmv)
    {
        var values = new long[Metrics.Count];
        values[(int)Metric.Gmv] = gmv;
        table.Advance(time, new RowBlocks());
        table.Fold(entity, new DeltaHead
        {
            Entity = entity,
            Day = _calendar.DayOf(time),
            Minute = (int)(time / 60_000),
            Mask = Metrics.Bit(Metric.Gmv),
            InHourWindow = true,
            InDayWindow = true,
        }, values, time);
    }
}

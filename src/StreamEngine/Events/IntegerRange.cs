namespace StreamEngine.Events;

/// <summary>The integers that a field may be, ends included.</summary>
internal readonly record struct IntegerRange(long Smallest, long Largest)
{
    private static readonly IntegerRange Time = new(EventBinder.EarliestTime, EventBinder.LatestTime);
    private static readonly IntegerRange Amount = new(0, 1_000_000_000_000);

    /// <summary>31 days in ms: the longest time watched and the longest live room.</summary>
    private static readonly IntegerRange Duration = new(0, 2_678_400_000);

    private static readonly IntegerRange[] Ranges = [.. Enum.GetValues<FieldName>().Select(Contract)];

    /// <summary>The range that the contract gives a field; any integer where it gives none.</summary>
    public static ref readonly IntegerRange Of(FieldName field) => ref Ranges[(int)field];

    private static IntegerRange Contract(FieldName field) => field switch
    {
        FieldName.Ts or FieldName.Received or FieldName.PromisedBy => Time,
        FieldName.Amount or FieldName.ListAmount or FieldName.MarketAmount => Amount,
        FieldName.WatchMs or FieldName.DurationMs => Duration,
        FieldName.Count or FieldName.Quantity => new(1, 1_000_000),
        FieldName.CommissionBp => new(0, 10_000),
        FieldName.Stars => new(1, 5),
        FieldName.Points => new(0, 1_000),
        _ => new(long.MinValue, long.MaxValue),
    };
}

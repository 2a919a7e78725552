namespace StreamEngine.Entities;

/// <summary>Whose a row of <see cref="TickDeltas"/> is, where in time it belongs, and which metrics it has.</summary>
internal struct DeltaHead
{
    public ulong Mask;
    public int Entity;

    /// <summary>The latest calendar day of the events that named the entity.</summary>
    public int Day;

    /// <summary>The UTC minute that the row adds to.</summary>
    public int Minute;

    /// <summary>Whether the minute's bucket still lies in the hour window, and its hour's in the day window.</summary>
    public bool InHourWindow, InDayWindow;

    /// <summary>The slice of event time, between two edges of campaigns, that the row adds to.</summary>
    public ushort Slice;
}

namespace StreamEngine.Pipeline;

/// <summary>Where in event time an event falls, seen from its partition's event time.</summary>
/// <param name="Minute">UTC minute number of the event's own time.</param>
/// <param name="Day">Calendar day of the event's own time.</param>
/// <param name="IsCurrent">It lies in the minute and slice of the partition's event time.</param>
/// <param name="InHourWindow">The hour window still holds its minute.</param>
/// <param name="InDayWindow">The day window still holds its hour.</param>
/// <param name="Slice">What lies between the same two edges of campaigns.</param>
internal readonly record struct EventPlace(long Minute, int Day, bool IsCurrent, bool InHourWindow, bool InDayWindow, ushort Slice);

namespace StreamEngine.Windows;

/// <summary>The three rolling windows; each is a ring of buckets in event time.</summary>
public enum WindowKind : byte
{
    /// <summary>60 buckets of a UTC minute.</summary>
    Hour,
    /// <summary>24 buckets of a UTC hour.</summary>
    Day,
    /// <summary>30 buckets of a calendar day of the configured zone.</summary>
    Month,
}

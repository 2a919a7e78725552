namespace StreamEngine.Kafka;

/// <summary>What happens when the position to read from is not in the log: retention passed it, or the topic was recreated.</summary>
public enum OffsetPolicy
{
    /// <summary>Stop, and say what to do.</summary>
    Fail,
    /// <summary>Go on at the log's start; the gap is counted.</summary>
    Earliest,
    /// <summary>Go on at the log's end; the gap is counted.</summary>
    Latest,
}

namespace StreamEngine.ClickHouse.Writing;

/// <summary>How the writer is doing, in a word. Of several that hold the last counts.</summary>
public enum ClickHouseVerdict
{
    /// <summary>The last insert was taken, or there was none.</summary>
    Ok,
    /// <summary>The insert under way fails for a reason that passes (away, overloaded, out of space); rows wait, and it is sent again.</summary>
    Waiting,
    /// <summary>The insert under way fails until someone mends its table; rows wait, and it is sent again until then.</summary>
    Held,
    /// <summary>As many rows wait as may: the engine pauses.</summary>
    Full,
    /// <summary>A fault that does not pass has ended the writer; the rows that wait are kept for the checkpoint, and none is counted as written.</summary>
    Stopped,
}

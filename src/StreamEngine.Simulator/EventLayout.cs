namespace StreamEngine.Simulator;

/// <summary>How the same events are spelled as JSON.</summary>
public enum EventLayout
{
    /// <summary>One field order per type, no whitespace, no escapes: what a platform's own producer writes.</summary>
    Plain,

    /// <summary>
    /// Keys shuffled, characters escaped, odd whitespace, unknown and null fields added: a different line with the same meaning,
    /// to show that results do not depend on the spelling. Broken lines stay as they are, so that they fail the same check.
    /// </summary>
    Shuffled,
}

namespace StreamEngine.Events;

/// <summary>From the words that stand in text fields to what they mean.</summary>
internal static class EventNames
{
    /// <summary>Any text but the names of types is an unknown type.</summary>
    public static readonly NameTable<EventType> Types = new(EventType.Unknown, Enum.GetValues<EventType>().AsSpan(1));

    /// <summary>Any text but the six named scenes is other.</summary>
    public static readonly NameTable<Scene> Scenes = new(Scene.Other, Enum.GetValues<Scene>().AsSpan(1));

    /// <summary>Any text but the named reasons is other.</summary>
    public static readonly NameTable<RefundReason> RefundReasons = new(RefundReason.Other, Enum.GetValues<RefundReason>().AsSpan(1));

    /// <summary>Parties, "none" apart; it stands for a text that names none of them.</summary>
    public static readonly NameTable<Party> Parties = new(Party.None, Enum.GetValues<Party>().AsSpan(1));

    /// <summary>Actions of manual decisions; <see cref="DecisionAction.None"/> stands for any other text.</summary>
    public static readonly NameTable<DecisionAction> Actions = new(DecisionAction.None, Enum.GetValues<DecisionAction>().AsSpan(1));
}

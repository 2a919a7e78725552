namespace StreamEngine.Tests.Crashes;

/// <summary>Ways to break the engine on purpose, to see that it is noticed.</summary>
public enum Mutant
{
    None,
    /// <summary>Commits what was read, as a client that commits by itself does.</summary>
    CommitsWhatWasRead,
    /// <summary>Commits when a checkpoint is written, not when it is durable.</summary>
    CommitsBeforeItIsDurable,
    /// <summary>A lane's partial does not get to the merge.</summary>
    SkipsAPartial,
    /// <summary>A lane hands two ticks over in the wrong order.</summary>
    SwapsTwoTicks,
    /// <summary>Ids of money events are forgotten at a restart.</summary>
    ForgetsIds,
    /// <summary>Rows that wait are not in the checkpoint.</summary>
    ForgetsWaitingRows,
    /// <summary>A row replaces another one that is newer.</summary>
    IgnoresVersions,
    /// <summary>What is on a topic already is published again.</summary>
    PublishesAgain,
    /// <summary>A checkpoint notes the end of a topic while its state has not come as far.</summary>
    NotesPositionsAhead,
    /// <summary>A process that was fenced goes on publishing.</summary>
    IsNotFenced,
    /// <summary>Goes on one record after the one that it should go on from.</summary>
    SkipsARecord,
    /// <summary>A dead letter is not waited for.</summary>
    DropsDeadLetters,
}

namespace StreamEngine.Scoring;

/// <summary>What is kept of an entity's score besides its indicators.</summary>
internal struct ScoreState
{
    /// <summary>Stands for an entity that has not changed its tier yet.</summary>
    public const int NoChange = -1;

    public double Score;

    /// <summary>Score, tier and rated of the last row written.</summary>
    public double RowScore;

    /// <summary>Score at the last tier change.</summary>
    public double ChangeScore;

    /// <summary>What the ladder remembers.</summary>
    public TierState Tier;

    /// <summary>The tick of the last evaluation that changed score, tier or rated.</summary>
    public long ScoreTick;

    /// <summary>The tick at which a held-back fall is due; <see cref="TierDecision.NotWaiting"/> for none.</summary>
    public long Due;

    public ulong Imputed;

    /// <summary>Where the indicators at the last tier change lie; <see cref="NoChange"/> for nowhere.</summary>
    public int ChangeSlot;

    public byte RowTier;

    public bool RowRated, HasRow, EvaluatedThisMinute;

    /// <summary>A manual decision keeps the tier as it is.</summary>
    public bool Frozen;

    /// <summary>Grows when the entity's number is given to another one.</summary>
    public int Generation;
}

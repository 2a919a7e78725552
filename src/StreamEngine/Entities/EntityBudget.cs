namespace StreamEngine.Entities;

/// <summary>How many entities one owner (a lane, the merge) may keep, over all kinds. Owned by one thread.</summary>
internal sealed class EntityBudget(long limit)
{
    /// <summary>Entities kept.</summary>
    public long Used { get; private set; }

    /// <summary>Additions that were lost to an entity because it was not admitted.</summary>
    public long Refused { get; private set; }

    public bool TryTake()
    {
        if (Used >= limit)
        {
            Refused++;
            return false;
        }
        Used++;
        return true;
    }

    public void Return() => Used--;

    /// <summary>Notes an entity that was kept when the state was saved, whatever the limit is now.</summary>
    public void Load() => Used++;

    /// <summary>Takes over what had been refused when the state was saved.</summary>
    public void LoadRefused(long refused) => Refused = refused;
}

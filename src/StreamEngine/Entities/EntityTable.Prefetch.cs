using System.Runtime.CompilerServices;
using StreamEngine.Windows;

namespace StreamEngine.Entities;

/// <summary>Fetching what is kept of entities into the processor's caches, before it is needed.</summary>
internal sealed partial class EntityTable
{
    /// <summary>Rows between two steps of fetching what folding one will touch.</summary>
    public const int FoldsAhead = 12;

    /// <summary>The first of three steps that fetch what folding an entity's additions will touch, to be taken <see cref="FoldsAhead"/> rows apart.</summary>
    public void PrefetchHeads(int entity)
    {
        Minutes?.PrefetchList(entity);
        Hours.PrefetchList(entity);
        Days.PrefetchList(entity);
        PrefetchTotals(entity);
    }

    /// <inheritdoc cref="PrefetchHeads"/>
    public void PrefetchBuckets(int entity)
    {
        Minutes?.PrefetchNewest(entity);
        Hours.PrefetchNewest(entity);
        Days.PrefetchNewest(entity);
    }

    /// <inheritdoc cref="PrefetchHeads"/>
    public void PrefetchValues(int entity)
    {
        Minutes?.PrefetchValues(entity);
        Hours.PrefetchValues(entity);
        Days.PrefetchValues(entity);
    }

    /// <summary>Fetches what is kept of an entity besides buckets and totals.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchEntity(int entity) => Prefetch.Of(ref _entities[entity]);

    /// <summary>Fetches what an evaluation of an entity reads here.</summary>
    public void PrefetchTotals(int entity)
    {
        Prefetch.Of(ref _entities[entity]);
        Prefetch.Of(_totals[entity]);
        Creators?.PrefetchCount(entity);
    }
}

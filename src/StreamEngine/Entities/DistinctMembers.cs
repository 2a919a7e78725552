using System.Runtime.InteropServices;
using StreamEngine.Windows;

namespace StreamEngine.Entities;

/// <summary>
/// Exact distinct counts over the month window: the members (creators) of each entity with the last day on which they were seen. At a limit per entity
/// the member with the oldest day goes, then the one with the smallest name in UTF-8 order, be it the newcomer. Owned by one thread.
/// </summary>
internal sealed partial class DistinctMembers(NameTable names, int limit)
{
    private const int None = -1;

    private struct Node
    {
        public int Entity, Member, Day;
        public int NextOfEntity, PreviousOfEntity;
        public int NextOfDay, PreviousOfDay;
    }

    private readonly PagedArray<Node> _nodes = new();
    private readonly Dictionary<(int Entity, int Member), int> _index = [];
    private readonly Dictionary<int, int> _dayHeads = [];
    private readonly PagedArray<(int Head, int Count)> _entities = new();
    private readonly SegmentMarks _unsaved = new();
    private int _used, _free = None;

    /// <summary>Members that had to go because an entity had too many.</summary>
    public long Evicted { get; private set; }

    public void Admit(int entity)
    {
        _entities.Ensure(entity + 1);
        _entities[entity] = (None, 0);
    }

    /// <summary>Distinct members of an entity in the window.</summary>
    public int Count(int entity) => _entities[entity].Count;

    /// <summary>Fetches how many members an entity has.</summary>
    public void PrefetchCount(int entity) => Prefetch.Of(ref _entities[entity]);

    /// <summary>Whether a member of an entity was seen in the window.</summary>
    public bool Holds(int entity, int member) => _index.ContainsKey((entity, member));

    /// <summary>Notes that a member was seen on a day.</summary>
    public void See(int entity, int member, int day)
    {
        ref var node = ref CollectionsMarshal.GetValueRefOrAddDefault(_index, (entity, member), out var found);
        if (found)
        {
            Move(node, day);
            return;
        }
        node = Take();
        Insert(node, entity, member, day);
        if (_entities[entity].Count > limit) EvictOldest(entity);
    }

    /// <summary>Drops the members last seen on a day, which leaves the window; names their entities to <paramref name="touched"/>.</summary>
    public void Expire(int day, Action<int> touched)
    {
        while (_dayHeads.TryGetValue(day, out var node))
        {
            touched(_nodes[node].Entity);
            Remove(node);
        }
    }

    /// <summary>The members of an entity with their last days, in no particular order.</summary>
    public IEnumerable<(int Member, int Day)> Of(int entity)
    {
        for (var node = _entities[entity].Head; node != None; node = _nodes[node].NextOfEntity) yield return (_nodes[node].Member, _nodes[node].Day);
    }

    private void EvictOldest(int entity)
    {
        var oldest = _entities[entity].Head;
        for (var node = _nodes[oldest].NextOfEntity; node != None; node = _nodes[node].NextOfEntity)
        {
            if (IsBefore(node, oldest)) oldest = node;
        }
        Remove(oldest);
        Evicted++;
    }

    private bool IsBefore(int a, int b)
    {
        ref var x = ref _nodes[a];
        ref var y = ref _nodes[b];
        return x.Day != y.Day ? x.Day < y.Day : names[x.Member].SequenceCompareTo(names[y.Member]) < 0;
    }

    private void Move(int handle, int day)
    {
        ref var node = ref _nodes[handle];
        if (day <= node.Day) return;
        _unsaved.Mark(handle);
        UnlinkDay(ref node);
        LinkDay(handle, ref node, day);
    }

    private int Take()
    {
        if (_free == None)
        {
            _nodes.Ensure(_used + 1);
            return _used++;
        }
        var handle = _free;
        _free = _nodes[handle].NextOfEntity;
        return handle;
    }

    private void Insert(int handle, int entity, int member, int day)
    {
        names.Retain(member);
        _unsaved.Mark(handle);
        ref var list = ref _entities[entity];
        ref var node = ref _nodes[handle];
        node = new Node { Entity = entity, Member = member, NextOfEntity = list.Head, PreviousOfEntity = None };
        if (list.Head != None) _nodes[list.Head].PreviousOfEntity = handle;
        list = (handle, list.Count + 1);
        LinkDay(handle, ref node, day);
    }

    private void Remove(int handle)
    {
        ref var node = ref _nodes[handle];
        _index.Remove((node.Entity, node.Member));
        names.Release(node.Member);
        UnlinkDay(ref node);
        ref var list = ref _entities[node.Entity];
        if (node.PreviousOfEntity != None) _nodes[node.PreviousOfEntity].NextOfEntity = node.NextOfEntity;
        else list.Head = node.NextOfEntity;
        if (node.NextOfEntity != None) _nodes[node.NextOfEntity].PreviousOfEntity = node.PreviousOfEntity;
        list.Count--;
        Release(handle, ref node);
    }

    private void Release(int handle, ref Node node)
    {
        node = new Node { Entity = None, NextOfEntity = _free };
        _free = handle;
        _unsaved.Mark(handle);
    }

    private void LinkDay(int handle, ref Node node, int day)
    {
        ref var head = ref CollectionsMarshal.GetValueRefOrAddDefault(_dayHeads, day, out var found);
        node.Day = day;
        node.PreviousOfDay = None;
        node.NextOfDay = found ? head : None;
        if (found) _nodes[head].PreviousOfDay = handle;
        head = handle;
    }

    private void UnlinkDay(ref Node node)
    {
        if (node.NextOfDay != None) _nodes[node.NextOfDay].PreviousOfDay = node.PreviousOfDay;
        if (node.PreviousOfDay != None) _nodes[node.PreviousOfDay].NextOfDay = node.NextOfDay;
        else if (node.NextOfDay != None) _dayHeads[node.Day] = node.NextOfDay;
        else _dayHeads.Remove(node.Day);
    }
}

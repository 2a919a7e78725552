using System.Runtime.InteropServices;
using StreamEngine.Windows;

namespace StreamEngine.Entities;

/// <summary>
/// Exact distinct counts over the month window: the members (creators) of each entity with the last day on which they were seen. At a limit per entity
/// the member with the oldest day goes, then the one with the smallest name in UTF-8 order, be it the newcomer. Owned by one thread.
/// </summary>
internal sealed partial class DistinctMembers
{
    private const int None = -1;

    private struct Node
    {
        public int Entity, Member, Day;
        public int NextOfEntity, PreviousOfEntity;
        public int NextOfDay, PreviousOfDay;
    }

    /// <summary>Who goes first: by day, then by name in UTF-8 order.</summary>
    private sealed class ByAge(NameTable names) : IComparer<(int Day, int Member)>
    {
        public int Compare((int Day, int Member) x, (int Day, int Member) y) =>
            x.Day != y.Day ? x.Day.CompareTo(y.Day) : names[x.Member].SequenceCompareTo(names[y.Member]);
    }

    private readonly NameTable _names;
    private readonly int _limit;
    private readonly PagedArray<Node> _nodes = new();
    private readonly Dictionary<(int Entity, int Member), int> _index = [];
    private readonly Dictionary<int, int> _dayHeads = [];
    private readonly PagedArray<(int Head, int Count)> _entities = new();
    private readonly SegmentMarks _unsaved = new();

    /// <summary>
    /// The members of entities that had to let one go, by age. A member whose day has moved on is put right when its turn comes. Lasts until a day leaves the
    /// window; meanwhile the entity stays at the limit.
    /// </summary>
    private readonly Dictionary<int, PriorityQueue<int, (int Day, int Member)>> _full = [];
    private readonly ByAge _byAge;
    private int _used, _free = None;

    /// <param name="names">What members are called.</param>
    /// <param name="limit">Members of an entity at most; at least 1.</param>
    public DistinctMembers(NameTable names, int limit)
    {
        _names = names;
        _limit = limit;
        _byAge = new ByAge(names);
    }

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
        if (_entities[entity].Count > _limit) EvictOldest(entity, newcomer: node);
    }

    /// <summary>Drops the members last seen on a day, which leaves the window; names their entities to <paramref name="touched"/>.</summary>
    public void Expire(int day, Action<int> touched)
    {
        while (_dayHeads.TryGetValue(day, out var node))
        {
            var entity = _nodes[node].Entity;
            touched(entity);
            _full.Remove(entity);
            Remove(node);
        }
    }

    /// <summary>The members of an entity with their last days, in no particular order.</summary>
    public IEnumerable<(int Member, int Day)> Of(int entity)
    {
        for (var node = _entities[entity].Head; node != None; node = _nodes[node].NextOfEntity) yield return (_nodes[node].Member, _nodes[node].Day);
    }

    private void EvictOldest(int entity, int newcomer)
    {
        ref var members = ref CollectionsMarshal.GetValueRefOrAddDefault(_full, entity, out var known);
        if (known) members!.Enqueue(newcomer, AgeOf(newcomer));
        else members = ByAgeOf(entity);
        int oldest;
        while (members!.TryPeek(out oldest, out var age) && age.Day != _nodes[oldest].Day) members.DequeueEnqueue(oldest, AgeOf(oldest));
        members.Dequeue();
        Remove(oldest);
        Evicted++;
    }

    private PriorityQueue<int, (int Day, int Member)> ByAgeOf(int entity)
    {
        var members = new PriorityQueue<int, (int Day, int Member)>(_limit + 1, _byAge);
        for (var node = _entities[entity].Head; node != None; node = _nodes[node].NextOfEntity) members.Enqueue(node, AgeOf(node));
        return members;
    }

    private (int Day, int Member) AgeOf(int handle) => (_nodes[handle].Day, _nodes[handle].Member);

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
        _names.Retain(member);
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
        _names.Release(node.Member);
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

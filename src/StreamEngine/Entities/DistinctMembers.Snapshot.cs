using StreamEngine.Windows;

namespace StreamEngine.Entities;

/// <summary>How the members are written to a snapshot and read back: a record per member of an entity, by its handle, with the member by name.</summary>
internal sealed partial class DistinctMembers
{
    /// <summary>Writes the members that the segment of a turn holds.</summary>
    public void Save(SnapshotWriter to, int turn, List<int> scratch)
    {
        to.Unsigned((ulong)Evicted);
        to.Unsigned((ulong)_used);
        _unsaved.Take(turn, _used, scratch);
        to.Unsigned((ulong)scratch.Count);
        foreach (var handle in scratch)
        {
            ref var node = ref _nodes[handle];
            to.Unsigned((ulong)handle);
            to.Signed(node.Entity);
            if (node.Entity == None) continue;
            to.Signed(node.Day);
            to.Bytes(_names[node.Member]);
        }
    }

    /// <summary>Reads a segment over what earlier ones have left.</summary>
    public void Load(SnapshotReader from)
    {
        Evicted = (long)from.Unsigned();
        var used = from.Index();
        _nodes.Ensure(used);
        for (; _used < used; _used++) _nodes[_used] = new Node { Entity = None };
        for (var left = from.Count(); left > 0; left--)
        {
            var handle = from.Index();
            if (handle >= _used) throw new InvalidDataException("a member has a number beyond their count");
            ref var node = ref _nodes[handle];
            node = new Node { Entity = (int)from.Signed() };
            if (node.Entity == None) continue;
            node.Day = (int)from.Signed();
            node.Member = _names.Intern(from.Bytes());
        }
    }

    /// <summary>Puts the lists together once all segments are read; entities below <paramref name="entities"/> have lists.</summary>
    public void Loaded(int entities)
    {
        for (var entity = 0; entity < entities; entity++) Admit(entity);
        _free = None;
        for (var handle = _used - 1; handle >= 0; handle--)
        {
            var node = _nodes[handle];
            if (node.Entity == None)
            {
                _nodes[handle].NextOfEntity = _free;
                _free = handle;
                continue;
            }
            _index.Add((node.Entity, node.Member), handle);
            Insert(handle, node.Entity, node.Member, node.Day);
        }
        _unsaved.Clear();
    }
}

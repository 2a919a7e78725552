using StreamEngine.Entities;
using StreamEngine.Events;
using StreamEngine.Windows;

namespace StreamEngine.Pipeline;

/// <summary>
/// The entities that a lane knows by name only, because the merge owns them, with what the current tick adds to them. Scenes and channels have fixed numbers.
/// Owned by the lane's thread.
/// </summary>
internal sealed class LaneNames
{
    /// <summary>Names of the scenes, by <see cref="Scene"/>; the first means none.</summary>
    private static readonly byte[][] Scenes = [[], .. "live video search mall recommend store other".Split(' ').Select(System.Text.Encoding.UTF8.GetBytes)];

    /// <summary>Names of the channels, by <see cref="Channel"/>.</summary>
    private static readonly byte[][] Channels = [.. "distribution self shelf".Split(' ').Select(System.Text.Encoding.UTF8.GetBytes)];

    private static readonly ulong[] SceneHashes = [.. Scenes.Select(n => IdTable.HashOf(n, IdTable.NoParent))];
    private static readonly ulong[] ChannelHashes = [.. Channels.Select(n => IdTable.HashOf(n, IdTable.NoParent))];

    private readonly TickDeltas[] _deltas = [.. Partial.Kinds.Select(_ => new TickDeltas())];

    public NameTable Creators { get; } = new();

    public NameTable Leaders { get; } = new();

    public NameTable Brands { get; } = new();

    public NameTable Categories { get; } = new();

    /// <summary>Merchants and buyers that commerce systems point to; entities have their own names.</summary>
    public NameTable Merchants { get; } = new();

    /// <inheritdoc cref="Merchants"/>
    public NameTable Buyers { get; } = new();

    public TickDeltas Of(EntityKind kind) => _deltas[kind - EntityKind.Creator];

    /// <summary>Ends the current slice of event time within its minute.</summary>
    public void EndSlice()
    {
        foreach (var deltas in _deltas) deltas.EndSlice();
    }

    /// <summary>Moves the tick's additions into a partial and forgets them.</summary>
    public void Export(Partial to)
    {
        foreach (var kind in Partial.Kinds)
        {
            var deltas = Of(kind);
            var target = to.Of(kind);
            for (var row = 0; row < deltas.Count; row++)
            {
                ref var head = ref deltas[row];
                target.Add(in head, Hash(kind, head.Entity), Name(kind, head.Entity), deltas.Values(row));
            }
            deltas.Clear();
        }
        Creators.Sweep();
        Leaders.Sweep();
        Brands.Sweep();
        Categories.Sweep();
        Merchants.Sweep();
        Buyers.Sweep();
    }

    /// <summary>Writes the tick's additions so far.</summary>
    public void Save(SnapshotWriter to)
    {
        foreach (var kind in Partial.Kinds)
        {
            var deltas = Of(kind);
            to.Unsigned((ulong)deltas.Count);
            for (var row = 0; row < deltas.Count; row++)
            {
                to.Bytes(Name(kind, deltas[row].Entity));
                deltas.Save(to, row);
            }
        }
    }

    /// <summary>Reads the tick's additions so far.</summary>
    public void Load(SnapshotReader from, ReadOnlySpan<ushort> slices)
    {
        foreach (var kind in Partial.Kinds)
        {
            for (var left = from.Count(); left > 0; left--) Of(kind).Load(from, Number(kind, from.Bytes()), slices);
        }
    }

    private int Number(EntityKind kind, ReadOnlySpan<byte> name)
    {
        var fixedNames = kind switch { EntityKind.Scene => Scenes, EntityKind.Channel => Channels, _ => null };
        if (fixedNames is null) return Table(kind).Intern(name);
        for (var number = 0; number < fixedNames.Length; number++)
        {
            if (name.SequenceEqual(fixedNames[number])) return number;
        }
        throw new InvalidDataException($"there is no {EntityKinds.Name(kind)} of that name");
    }

    private ulong Hash(EntityKind kind, int number) => kind switch
    {
        EntityKind.Scene => SceneHashes[number],
        EntityKind.Channel => ChannelHashes[number],
        _ => Table(kind).Hash(number),
    };

    private ReadOnlySpan<byte> Name(EntityKind kind, int number) => kind switch
    {
        EntityKind.Scene => Scenes[number],
        EntityKind.Channel => Channels[number],
        _ => Table(kind)[number],
    };

    private NameTable Table(EntityKind kind) => kind switch
    {
        EntityKind.Creator => Creators,
        EntityKind.Leader => Leaders,
        EntityKind.Brand => Brands,
        _ => Categories,
    };
}

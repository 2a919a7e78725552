using StreamEngine.Windows;

namespace StreamEngine.Entities;

/// <summary>
/// Names that other state points to by number: creators of edges and distinct counts, categories and brands of products. A name stays while it is
/// referenced; unreferenced ones are kept as a cache until there are too many of them. Owned by one thread.
/// </summary>
internal sealed class NameTable
{
    private const int SweepAbove = 65_536;

    private readonly IdTable _ids = new();
    private readonly PagedArray<int> _references = new();
    private int _referenced;

    public ReadOnlySpan<byte> this[int number] => _ids.Name(number);

    public ulong Hash(int number) => _ids.Hash(number);

    /// <summary>The number of a name, which it gets when it is new. Not referenced by that alone.</summary>
    public int Intern(ReadOnlySpan<byte> name) => Intern(name, out _);

    /// <inheritdoc cref="Intern(ReadOnlySpan{byte})"/>
    public int Intern(ReadOnlySpan<byte> name, out bool added)
    {
        var hash = IdTable.HashOf(name, IdTable.NoParent);
        var number = _ids.Find(hash, IdTable.NoParent, name);
        added = number < 0;
        if (!added) return number;
        number = _ids.Add(hash, IdTable.NoParent, name);
        _references.Ensure(number + 1);
        _references[number] = 0;
        return number;
    }

    /// <summary>The number of a name; -1 when it has none.</summary>
    public int Find(ReadOnlySpan<byte> name) => _ids.Find(IdTable.HashOf(name, IdTable.NoParent), IdTable.NoParent, name);

    /// <inheritdoc cref="IdTable.PrefetchSlot"/>
    public void PrefetchSlot(ulong hash) => _ids.PrefetchSlot(hash);

    /// <inheritdoc cref="IdTable.Guess"/>
    public int Guess(ulong hash) => _ids.Guess(hash);

    /// <inheritdoc cref="IdTable.PrefetchName"/>
    public void PrefetchName(int number) => _ids.PrefetchName(number);

    /// <summary>One more than the largest number given out so far.</summary>
    public int Capacity => _ids.Capacity;

    public void Retain(int number)
    {
        if (_references[number]++ == 0) _referenced++;
    }

    public void Release(int number)
    {
        if (--_references[number] == 0) _referenced--;
    }

    /// <summary>Drops unreferenced names when they are the greater part. Call when no number is held without a reference.</summary>
    public void Sweep()
    {
        if (_ids.Count <= SweepAbove + 2 * _referenced) return;
        for (var number = 0; number < _ids.Capacity; number++)
        {
            if (_ids.IsUsed(number) && _references[number] == 0) _ids.Remove(number);
        }
    }
}

namespace StreamEngine.Entities;

/// <summary>Memory for ids: runs of bytes in steps of eight, with a free list per size. Handle 0 is no name. Owned by one thread.</summary>
internal sealed class NamePool
{
    private const int PageBits = 16;
    private const int PageSize = 1 << PageBits;
    private const int Step = 8;

    private readonly List<byte[]> _pages = [];
    private readonly Stack<uint>[] _free = new Stack<uint>[MaximumLength / Step + 1];
    private int _used = PageSize;

    /// <summary>The longest name, in bytes: a composed product id with every byte escaped.</summary>
    public const int MaximumLength = 400;

    public ReadOnlySpan<byte> this[uint handle, int length] =>
        _pages[(int)(handle >> PageBits)].AsSpan((int)(handle & (PageSize - 1)), length);

    public uint Store(ReadOnlySpan<byte> name)
    {
        var size = SizeOf(name.Length);
        if (_free[size] is not { Count: > 0 } free || !free.TryPop(out var handle)) handle = Carve(size * Step);
        name.CopyTo(_pages[(int)(handle >> PageBits)].AsSpan((int)(handle & (PageSize - 1))));
        return handle;
    }

    public void Free(uint handle, int length) => (_free[SizeOf(length)] ??= new Stack<uint>()).Push(handle);

    private uint Carve(int bytes)
    {
        if (_used + bytes > PageSize)
        {
            _pages.Add(new byte[PageSize]);
            _used = _pages.Count == 1 ? Step : 0;
        }
        var handle = (uint)((_pages.Count - 1) << PageBits | _used);
        _used += bytes;
        return handle;
    }

    private static int SizeOf(int length) => Math.Max(1, (length + Step - 1) / Step);
}

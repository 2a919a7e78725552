using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamEngine.Windows;

/// <summary>
/// Memory for the values of sparse buckets: runs of 32-bit integers in a few sizes, with a free list per size.
/// A handle packs page and position; 0 is no run. Owned by one thread.
/// </summary>
internal sealed class ValuePool
{
    private const int PageBits = 15;
    private const int PageSize = 1 << PageBits;

    /// <summary>Capacities on offer; most buckets hold 1 to 12 values of 32 bits, the largest all metrics of 64.</summary>
    private static readonly byte[] Capacities = [1, 2, 4, 6, 8, 10, 12, 16, 20, 24, 32, 40, 56, 80];

    private static readonly byte[] ClassOfCount = ClassTable();

    private readonly uint[] _free = new uint[Capacities.Length];
    private int[][] _pages = new int[4][];
    private int _pageCount;
    private int _used = PageSize;

    /// <summary>The smallest class that holds <paramref name="count"/> values.</summary>
    public static byte ClassOf(int count) => ClassOfCount[count];

    public static int Capacity(byte sizeClass) => Capacities[sizeClass];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<int> Run(uint handle, int count)
    {
        var at = (int)(handle & (PageSize - 1));
        // As in PagedArray: the page's own length is not read.
        if ((uint)count > (uint)(PageSize - at)) ThrowBeyondPage();
        return MemoryMarshal.CreateSpan(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_pages[handle >> PageBits]), at), count);
    }

    public uint Allocate(byte sizeClass)
    {
        var handle = _free[sizeClass];
        if (handle != 0)
        {
            _free[sizeClass] = (uint)Run(handle, 1)[0];
            return handle;
        }
        var capacity = Capacities[sizeClass];
        if (_used + capacity > PageSize) AddPage();
        handle = (uint)((_pageCount - 1) << PageBits | _used);
        _used += capacity;
        return handle;
    }

    /// <summary>Gives a run back; its first value links the free list.</summary>
    public void Free(uint handle, byte sizeClass)
    {
        Run(handle, 1)[0] = (int)_free[sizeClass];
        _free[sizeClass] = handle;
    }

    private static void ThrowBeyondPage() => throw new ArgumentOutOfRangeException("count", "a run does not lie in two pages");

    private void AddPage()
    {
        if (_pageCount == _pages.Length) Array.Resize(ref _pages, _pages.Length * 2);
        _pages[_pageCount++] = new int[PageSize];
        // Position 0 of page 0 stays unused, so that handle 0 can mean none.
        _used = _pageCount == 1 ? 1 : 0;
    }

    private static byte[] ClassTable()
    {
        var table = new byte[Capacities[^1] + 1];
        byte sizeClass = 0;
        for (var count = 1; count < table.Length; count++)
        {
            if (count > Capacities[sizeClass]) sizeClass++;
            table[count] = sizeClass;
        }
        return table;
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamEngine.Windows;

/// <summary>Rows of a fixed width, one per dense index, in pages. Owned by one thread.</summary>
internal sealed class Rows<T>(int width)
    where T : struct
{
    private const int PageBits = 8;

    private T[][] _pages = new T[4][];
    private int _pageCount;

    public int Width => width;

    public Span<T> this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        // As in PagedArray: the page's own length is not read.
        get => MemoryMarshal.CreateSpan(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_pages[index >> PageBits]), (index & ((1 << PageBits) - 1)) * width), width);
    }

    /// <summary>Makes room for rows below <paramref name="count"/>; new rows hold defaults.</summary>
    public void Ensure(int count)
    {
        while (count > _pageCount << PageBits)
        {
            if (_pageCount == _pages.Length) Array.Resize(ref _pages, _pages.Length * 2);
            _pages[_pageCount++] = new T[width << PageBits];
        }
    }
}

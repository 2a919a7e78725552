using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamEngine.Windows;

/// <summary>
/// A growing array in pages, so that growth copies nothing and a million elements are a few hundred objects for the collector.
/// An element keeps its address; <c>ref</c>s stay valid while the array grows. Owned by one thread.
/// </summary>
internal sealed class PagedArray<T>
    where T : struct
{
    /// <summary>Pages of at most 64 KiB, which the collector does not take for large objects; a constant of the compiled code.</summary>
    private static int PageBits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Unsafe.SizeOf<T>() <= 16 ? 12 : Unsafe.SizeOf<T>() <= 32 ? 11 : Unsafe.SizeOf<T>() <= 64 ? 10 : Unsafe.SizeOf<T>() <= 128 ? 9 : 8;
    }

    private static int PageSize
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1 << PageBits;
    }

    private T[][] _pages = new T[4][];
    private int _pageCount;

    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        // All pages have one size, so that the place within one needs no check: that would read the page's own length, one more line that is in no cache.
        get => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_pages[index >> PageBits]), index & (PageSize - 1));
    }

    /// <summary>Makes room for indices below <paramref name="count"/>; new elements hold their default.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Ensure(int count)
    {
        if (count > _pageCount << PageBits) Grow(count);
    }

    private void Grow(int count)
    {
        while (count > _pageCount << PageBits)
        {
            if (_pageCount == _pages.Length) Array.Resize(ref _pages, _pages.Length * 2);
            _pages[_pageCount++] = new T[PageSize];
        }
    }
}

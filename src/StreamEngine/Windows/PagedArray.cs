using System.Runtime.CompilerServices;

namespace StreamEngine.Windows;

/// <summary>
/// A growing array in pages, so that growth copies nothing and a million elements are a few hundred objects for the collector.
/// An element keeps its address; <c>ref</c>s stay valid while the array grows. Owned by one thread.
/// </summary>
internal sealed class PagedArray<T>
    where T : struct
{
    private const int PageBits = 12;
    private const int PageSize = 1 << PageBits;

    private T[][] _pages = new T[4][];
    private int _pageCount;

    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _pages[index >> PageBits][index & (PageSize - 1)];
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

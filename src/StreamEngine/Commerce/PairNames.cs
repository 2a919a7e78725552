using StreamEngine.Entities;

namespace StreamEngine.Commerce;

/// <summary>The names that (merchant, buyer) pairs point to by number once they have an edge. The creators are those of the whole lane.</summary>
/// <param name="Creators">Creators.</param>
/// <param name="Merchants">Merchants.</param>
/// <param name="Buyers">Buyers.</param>
internal sealed record PairNames(NameTable Creators, NameTable Merchants, NameTable Buyers);

namespace StreamEngine.Simulator.Stories;

/// <summary>How a scripted product is sold for a while; money in fen a unit.</summary>
/// <param name="Price">What the buyer pays.</param>
/// <param name="List">The list price.</param>
/// <param name="Market">The price elsewhere.</param>
/// <param name="CommissionBp">The creators' commission.</param>
/// <param name="Creators">Who sells it, in turn; -1 is the merchant's own room.</param>
/// <param name="FirstBuyer">The first buyer's index; the others follow it.</param>
/// <param name="Buyers">How many buyers there are before the first comes again.</param>
internal sealed record Deal(int Price, int List, int Market, short CommissionBp, int[] Creators, int FirstBuyer, int Buyers);

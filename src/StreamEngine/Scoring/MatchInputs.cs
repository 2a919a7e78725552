namespace StreamEngine.Scoring;

/// <summary>Where in a scorecard's inputs the month's sums lie that matching reads besides the scorecard; -1 for those that the kind does not need.</summary>
/// <param name="SevereViolations">Severe violations.</param>
/// <param name="Gmv">Amount of paid orders.</param>
/// <param name="Units">Units of paid orders.</param>
/// <param name="CommissionBp">Commissions of distributed orders: products.</param>
/// <param name="DistributedOrders">Distributed orders: products.</param>
/// <param name="DistributedGmv">Amount of distributed orders: creators.</param>
internal readonly record struct MatchInputs(int SevereViolations, int Gmv, int Units, int CommissionBp, int DistributedOrders, int DistributedGmv);

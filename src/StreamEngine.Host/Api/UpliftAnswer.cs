using StreamEngine.Commerce;

namespace StreamEngine.Host.Api;

/// <summary>The uplift of handoffs as the API serves it.</summary>
/// <param name="Merchant">The merchant; null for the platform.</param>
/// <param name="AsOfTick">The last tick that was put out, ms since the Unix epoch; null before the first.</param>
/// <param name="First">The first day of first distribution orders that counts.</param>
/// <param name="Last">The last one: its pairs are all at least 15 days old.</param>
/// <param name="TreatedPairs">Pairs that creators are rewarded for.</param>
/// <param name="HeldOutPairs">Pairs that are held out.</param>
/// <param name="TreatedMean">What a treated pair spent on average, fen.</param>
/// <param name="HeldOutMean">What a held-out pair spent on average, fen.</param>
/// <param name="Uplift">treated_mean / held_out_mean - 1; null while there is nothing to compare.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end of it.</param>
internal sealed record UpliftAnswer(
    string? Merchant, long? AsOfTick, DateOnly First, DateOnly Last, long TreatedPairs, long HeldOutPairs, double TreatedMean, double HeldOutMean, double? Uplift, double? Low, double? High)
{
    public static UpliftAnswer Of(string? merchant, long? tick, UpliftOfDays found) => new(
        merchant, tick, found.First, found.Last, found.Uplift.Treated.Pairs, found.Uplift.HeldOut.Pairs, found.Uplift.Treated.Mean, found.Uplift.HeldOut.Mean,
        found.Uplift.Value, found.Uplift.Low, found.Uplift.High);
}

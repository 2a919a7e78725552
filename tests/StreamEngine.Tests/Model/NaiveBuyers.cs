using System.IO.Hashing;
using System.Text;

namespace StreamEngine.Tests.Model;

/// <summary>HyperLogLog from the members themselves: registers in a dictionary, Ertl's improved raw estimator as series.</summary>
internal static class NaiveBuyers
{
    public static long Estimate(IEnumerable<string> buyers, int precision) =>
        EstimateHashes(buyers.Select(b => XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(b))), precision);

    public static long EstimateHashes(IEnumerable<ulong> hashes, int precision)
    {
        var registers = new int[1 << precision];
        foreach (var hash in hashes)
        {
            var bits = Convert.ToString((long)hash, 2).PadLeft(64, '0');
            var register = Convert.ToInt32(bits[..precision], 2);
            var first = bits[precision..].IndexOf('1');
            registers[register] = Math.Max(registers[register], first < 0 ? 64 - precision + 1 : first + 1);
        }
        var q = 64 - precision;
        double m = registers.Length;
        var counts = registers.CountBy(rank => rank).ToDictionary();
        double Share(int rank) => counts.GetValueOrDefault(rank) / m;

        // m * sum over k of C_k 2^-k, with the corrections for empty and for saturated registers.
        var z = m * Sigma(Share(0));
        for (var k = 1; k <= q; k++) z += m * Share(k) * Math.Pow(2, -k);
        z += m * Math.Pow(2, -q) * Tau(1 - Share(q + 1));
        return (long)Math.Round(m * m / (2 * Math.Log(2)) / z, MidpointRounding.ToEven);
    }

    /// <summary>x + the sum over k >= 1 of x^(2^k) 2^(k-1).</summary>
    private static double Sigma(double x) =>
        x == 1 ? double.PositiveInfinity : x + Enumerable.Range(1, 60).Sum(k => Math.Pow(x, Math.Pow(2, k)) * Math.Pow(2, k - 1));

    /// <summary>(1 - x - the sum over k >= 1 of (1 - x^(2^-k))^2 2^-k) / 3.</summary>
    private static double Tau(double x) =>
        x is 0 or 1 ? 0 : (1 - x - Enumerable.Range(1, 60).Sum(k => Math.Pow(1 - Math.Pow(x, Math.Pow(2, -k)), 2) * Math.Pow(2, -k))) / 3;
}

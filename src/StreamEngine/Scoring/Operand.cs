using StreamEngine.Windows;

namespace StreamEngine.Scoring;

/// <summary>What an indicator's formula takes: a sum, or something made of sums.</summary>
internal enum OperandKind : byte
{
    /// <summary>The sum of a metric in the indicator's window.</summary>
    Metric,
    /// <summary>Distinct creators who sold in the month.</summary>
    Creators,
    /// <summary>max(0, gmv - refund_amount).</summary>
    NetSales,
    /// <summary>1000 * max(0, gmv - refund_amount), computed as a double.</summary>
    ThousandNetSales,
}

/// <summary>An operand as configuration names it: a metric's name, <c>creators</c>, <c>net_sales</c> or <c>1000*net_sales</c>.</summary>
internal readonly record struct Operand(OperandKind Kind, Metric Metric)
{
    private static readonly Dictionary<string, OperandKind> Computed = new()
    {
        ["creators"] = OperandKind.Creators,
        ["net_sales"] = OperandKind.NetSales,
        ["1000*net_sales"] = OperandKind.ThousandNetSales,
    };

    /// <summary>The names that are no metric's.</summary>
    public static IEnumerable<string> ComputedNames => Computed.Keys;

    public static bool TryParse(string? text, out Operand operand)
    {
        operand = default;
        if (text is null) return false;
        if (Computed.TryGetValue(text, out var kind))
        {
            operand = new Operand(kind, default);
            return true;
        }
        if (!Metrics.TryParse(text, out var metric)) return false;
        operand = new Operand(OperandKind.Metric, metric);
        return true;
    }
}

using System.Text;
using StreamEngine.Entities;
using StreamEngine.Windows;

namespace StreamEngine.Scoring;

/// <summary>
/// A scorecard made ready for the hot path: <see cref="Evaluate"/> allocates nothing and looks nothing up by name. Immutable, shared by all threads.
/// </summary>
public sealed class Scorecard
{
    private readonly CompiledIndicator[][] _indicators; // by baseline row
    private readonly WindowMetric[] _inputs;
    private readonly Dictionary<string, int> _baselines;
    private readonly CompiledGates? _gates;
    private readonly int _paidOrders, _penaltyPoints, _severeViolations;

    private Scorecard(EntityKind kind, ScorecardOptions options)
    {
        Kind = kind;
        Options = options;
        Tiers = new TierTable(options);
        IndicatorIds = [.. options.Indicators.Select(i => i.Id)];
        TierNames = [.. options.Tiers.Select(t => t.Name)];

        var inputs = new ScorecardInputs();
        var operands = options.Indicators.Select(i => (Of: inputs.Compile(i.Window, i.Of), Per: inputs.Compile(i.Window, i.Per))).ToArray();
        var categories = Categories(options);
        _baselines = categories.Select((category, index) => (category, index)).ToDictionary(p => p.category, p => p.index);
        _indicators = [.. categories.Select(category => options.Indicators
            .Select((indicator, i) => new CompiledIndicator(indicator, Baseline(options, category, indicator.Id), operands[i].Of, operands[i].Per))
            .ToArray())];
        _paidOrders = inputs.Month(Metric.PaidOrders);
        _severeViolations = inputs.Month(Metric.SevereViolations);
        _penaltyPoints = options.PenaltyCap > 0 ? inputs.Month(Metric.PenaltyPoints) : -1;
        _gates = options.Gates is null ? null : new CompiledGates(options.Gates, options.Indicators, inputs);
        Matching = kind switch
        {
            EntityKind.Product => new(_severeViolations, inputs.Month(Metric.Gmv), inputs.Month(Metric.Units), inputs.Month(Metric.CommissionBp), inputs.Month(Metric.DistributedOrders), -1),
            EntityKind.Creator => new(_severeViolations, inputs.Month(Metric.Gmv), inputs.Month(Metric.Units), -1, -1, inputs.Month(Metric.DistributedGmv)),
            _ => default,
        };
        _inputs = inputs.ToArray();
    }

    /// <summary>Whose scorecard it is.</summary>
    public EntityKind Kind { get; }

    /// <summary>What it was made from.</summary>
    public ScorecardOptions Options { get; }

    /// <summary>The indicators in the order of outputs.</summary>
    public IReadOnlyList<string> IndicatorIds { get; }

    /// <summary>The tiers, lowest first.</summary>
    public IReadOnlyList<string> TierNames { get; }

    /// <summary>Cuts, margin, hold and benefits of the tiers.</summary>
    internal TierTable Tiers { get; }

    /// <summary>Where matching finds its sums among the inputs; of products and creators.</summary>
    internal MatchInputs Matching { get; }

    /// <summary>The distinct sums that <see cref="Evaluate"/> reads; the caller keeps one row of totals per entity in this order.</summary>
    public ReadOnlySpan<WindowMetric> Inputs => _inputs;

    /// <summary>Makes a scorecard from valid options.</summary>
    /// <exception cref="ArgumentException">The options contradict themselves; <see cref="ScorecardValidation"/> says where.</exception>
    public static Scorecard Compile(EntityKind kind, ScorecardOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!EntityKinds.IsScored(kind)) throw new ArgumentException($"{EntityKinds.Name(kind)} has no scorecard", nameof(kind));
        var errors = ScorecardValidation.Check(kind, options).Select(e => $"{e.Path} {e.Message}").ToList();
        return errors.Count == 0 ? new Scorecard(kind, options) : throw new ArgumentException(string.Join("; ", errors), nameof(options));
    }

    /// <summary>The row of baselines of a category; 0, the default row, when it has none or is null.</summary>
    public int BaselineOf(string? category) => category is not null && _baselines.TryGetValue(category, out var index) ? index : 0;

    /// <summary>The same for a category in UTF-8.</summary>
    public int BaselineOf(ReadOnlySpan<byte> category)
    {
        if (_baselines.Count == 1) return 0;
        Span<char> chars = stackalloc char[category.Length];
        chars = chars[..Encoding.UTF8.GetChars(category, chars)];
        return _baselines.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(chars, out var index) ? index : 0;
    }

    /// <summary>Scores an entity.</summary>
    /// <param name="totals">Its sums, in the order of <see cref="Inputs"/>.</param>
    /// <param name="distinctCreators">Distinct creators who sold it in the month.</param>
    /// <param name="baseline">Its category's row, from <see cref="BaselineOf(string)"/>.</param>
    /// <param name="s">Gets S of every indicator, rounded to six decimals.</param>
    /// <param name="imputed">Bit i: indicator i has no data.</param>
    public Evaluation Evaluate(ReadOnlySpan<long> totals, int distinctCreators, int baseline, Span<double> s, out ulong imputed)
    {
        imputed = 0;
        var sum = 0.0;
        var indicators = _indicators[baseline];
        for (var i = 0; i < indicators.Length; i++)
        {
            // The sum takes S as it is; what is shown, and what gates look at, is rounded.
            var value = indicators[i].Evaluate(totals, distinctCreators, out var withoutData);
            sum += indicators[i].Weight * value;
            s[i] = Normalisers.Round6(value);
            if (withoutData) imputed |= 1UL << i;
        }
        var score = sum / 100;
        if (_penaltyPoints >= 0) score -= Math.Min(Options.PenaltyCap, Math.Max(0, totals[_penaltyPoints]));
        if (!(score > 0)) score = 0;
        var severe = totals[_severeViolations] > 0;
        if (severe) score = Math.Min(score, Options.SevereCap);
        var failedGate = _gates is null ? (byte)0 : _gates.FirstFailed(totals, distinctCreators, s);
        return new Evaluation(Normalisers.Round6(score), totals[_paidOrders] >= Options.MinimumPaidOrders, severe, failedGate);
    }

    /// <summary>How people are shown the score of a merchant or creator: 3.00 to 5.00.</summary>
    public static double OutOfFive(double score) => Math.Round(3 + 2 * score / 100, 2, MidpointRounding.ToEven);

    private static string[] Categories(ScorecardOptions options) =>
    [
        ScorecardOptions.DefaultCategory,
        .. options.Baselines.Keys.Where(c => c != ScorecardOptions.DefaultCategory).Order(StringComparer.Ordinal),
    ];

    private static BaselineOptions Baseline(ScorecardOptions options, string category, string indicator)
    {
        var defaults = options.Baselines[ScorecardOptions.DefaultCategory][indicator];
        return options.Baselines[category].TryGetValue(indicator, out var own) ? own.Over(defaults) : defaults;
    }
}

using BenchmarkDotNet.Attributes;
using StreamEngine.Entities;
using StreamEngine.Scoring;

namespace StreamEngine.Benchmarks;

/// <summary>Scoring one entity: eleven, seven and nine indicators.</summary>
[MemoryDiagnoser]
public class ScoreBenchmarks
{
    private Scorecard _card = null!;
    private long[] _totals = null!;
    private double[] _s = null!;

    [Params(EntityKind.Product, EntityKind.Merchant, EntityKind.Creator)]
    public EntityKind Kind { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var options = new ScoringOptions();
        _card = Scorecard.Compile(Kind, Kind switch
        {
            EntityKind.Product => options.Product,
            EntityKind.Merchant => options.Merchant,
            _ => options.Creator,
        });
        _totals = [.. Enumerable.Range(0, _card.Inputs.Length).Select(i => 1_000L + 37 * i)];
        _s = new double[_card.IndicatorIds.Count];
    }

    [Benchmark]
    public double Evaluate() => _card.Evaluate(_totals, 7, 0, _s, out _).Score;
}

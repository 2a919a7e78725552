using BenchmarkDotNet.Attributes;
using StreamEngine.Events;

namespace StreamEngine.Benchmarks;

/// <summary>Decoding an event, against the loop over Utf8JsonReader that one would write otherwise (no checks in it).</summary>
[MemoryDiagnoser]
public class DecodeBenchmarks
{
    private const int Events = 4096;

    private readonly EventDecoder _decoder = new(maximumSkewMs: 300_000);
    private DecodeInput _input = null!;

    /// <summary>How the events are spelled.</summary>
    [Params("producer", "shuffled", "escaped", "broken")]
    public string Layout { get; set; } = "producer";

    [GlobalSetup]
    public void SetUp()
    {
        var events = SampleEvents.Take(Events);
        _input = Layout switch
        {
            "shuffled" => DecodeInput.Shuffled(events),
            "escaped" => DecodeInput.Escaped(events),
            "broken" => DecodeInput.Broken(events),
            _ => DecodeInput.Plain(events),
        };
    }

    [Benchmark(OperationsPerInvoke = Events)]
    public long Decoder()
    {
        long sum = 0;
        for (var i = 0; i < _input.Count; i++)
        {
            if (_decoder.Decode(_input[i], long.MinValue, out var e, out _) == DecodeOutcome.Event) sum += e.Ts + e.Merchant.Length;
        }
        return sum;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Events)]
    public long Utf8JsonReaderLoop()
    {
        if (Layout == "broken") return 0; // the loop throws
        long sum = 0;
        for (var i = 0; i < _input.Count; i++) sum += PlainReader.Read(_input[i]);
        return sum;
    }
}

using BenchmarkDotNet.Attributes;
using StreamEngine.Events;

namespace StreamEngine.Benchmarks;

/// <summary>Decoding an event, against the loop over Utf8JsonReader that one would write otherwise (no checks in it).</summary>
[MemoryDiagnoser]
public class DecodeBenchmarks
{
    private const int Events = 4096;

    private readonly byte[][] _events = SampleEvents.Take(Events);
    private readonly EventDecoder _decoder = new(maximumSkewMs: 300_000);

    [Benchmark(Baseline = true, OperationsPerInvoke = Events)]
    public long Utf8JsonReaderLoop()
    {
        long sum = 0;
        foreach (var line in _events) sum += PlainReader.Read(line);
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Events)]
    public long Decoder()
    {
        long sum = 0;
        foreach (var line in _events)
        {
            if (_decoder.Decode(line, long.MinValue, out var e, out _) == DecodeOutcome.Event) sum += e.Ts + e.Merchant.Length;
        }
        return sum;
    }
}

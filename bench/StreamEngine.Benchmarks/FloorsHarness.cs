using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Threading.Channels;

namespace StreamEngine.Benchmarks;

/// <summary>
/// How fast this machine is at what every such engine is made of, whoever writes it: beside the nanoseconds that were measured where the goals in events a second
/// were set (bench/README.md). Rounds are interleaved, the smallest of them counts.
/// Usage: <c>floors [--rounds 9]</c>.
/// </summary>
internal static class FloorsHarness
{
    private const int Finds = 2_000_000, Handed = 2_000_000, ArrayItems = 256;

    private sealed record Part(string Name, double Reference, Func<double> Nanoseconds);

    /// <summary>A cache line of state.</summary>
    [System.Runtime.CompilerServices.InlineArray(8)]
    private struct State
    {
        public long Count;
    }

    public static int Run(string[] args)
    {
        var rounds = (int)Numbers.Of(args, "--rounds", 9);
        var events = DecodeInput.Plain(SampleEvents.Take(20_000));
        Part[] parts =
        [
            new("JSON: Utf8JsonReader, tokens only", 300, () => PerEvent(events, Tokens)),
            new("JSON: Utf8JsonReader with dispatch by field", 422, () => PerEvent(events, PlainReader.Read)),
            new("state in an array by number, 10^3 keys", 1, () => FindInArray(1_000)),
            new("state in an array by number, 10^6 keys", 15, () => FindInArray(1_000_000)),
            new("state in a dictionary by text, 10^3 keys", 14, () => FindInDictionary(1_000)),
            new("state in a dictionary by text, 10^6 keys", 130, () => FindInDictionary(1_000_000)),
            new($"between threads by a channel, arrays of {ArrayItems}", 3, HandOver),
        ];
        var best = parts.Select(_ => double.MaxValue).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < parts.Length; i++) best[i] = Math.Min(best[i], parts[i].Nanoseconds());
        }
        Console.WriteLine($"{Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}, events of {events.MeanLength:F0} bytes, the smallest of {rounds} rounds");
        Console.WriteLine("| part | ns | where the goals were set | times as slow |");
        Console.WriteLine("|---|---|---|---|");
        for (var i = 0; i < parts.Length; i++) Console.WriteLine($"| {parts[i].Name} | {best[i]:F1} | {parts[i].Reference:F0} | {best[i] / parts[i].Reference:F1} |");
        return 0;
    }

    private static double PerEvent(DecodeInput input, Func<ReadOnlySpan<byte>, long> read)
    {
        long sum = 0;
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < input.Count; i++) sum += read(input[i]);
        return Since(start, input.Count, sum);
    }

    private static long Tokens(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        var tokens = 0;
        while (reader.Read()) tokens++;
        return tokens;
    }

    private static double FindInArray(int keys)
    {
        var states = new State[keys];
        var order = Order(keys);
        var start = Stopwatch.GetTimestamp();
        foreach (var key in order) states[key][0]++;
        return Since(start, Finds, states[0][0]);
    }

    private static double FindInDictionary(int keys)
    {
        var states = new Dictionary<string, State>(keys);
        var names = new string[keys];
        for (var key = 0; key < keys; key++) states.Add(names[key] = $"product-{key:D7}", default);
        var order = Order(keys);
        var start = Stopwatch.GetTimestamp();
        foreach (var key in order) CollectionsMarshal.GetValueRefOrAddDefault(states, names[key], out _)[0]++;
        return Since(start, Finds, states[names[0]][0]);
    }

    private static double HandOver()
    {
        var channel = Channel.CreateBounded<int[]>(new BoundedChannelOptions(64) { SingleReader = true, SingleWriter = true });
        var start = Stopwatch.GetTimestamp();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < Handed / ArrayItems; i++) await channel.Writer.WriteAsync(new int[ArrayItems]);
            channel.Writer.Complete();
        });
        long sum = 0;
        while (channel.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (channel.Reader.TryRead(out var items)) sum += items.Length;
        }
        writing.GetAwaiter().GetResult();
        return Since(start, Handed, sum);
    }

    private static int[] Order(int keys)
    {
        var random = new Random(618);
        var order = new int[Finds];
        foreach (ref var key in order.AsSpan()) key = random.Next(keys);
        return order;
    }

    private static double Since(long start, int count, long used)
    {
        var spent = Stopwatch.GetElapsedTime(start).TotalNanoseconds / count;
        // What was computed is used, or it might be left out.
        return used == long.MinValue ? 0 : spent;
    }
}

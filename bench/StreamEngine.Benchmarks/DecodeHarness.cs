using System.Runtime.InteropServices;
using StreamEngine.Events;

namespace StreamEngine.Benchmarks;

/// <summary>
/// What decoding costs by layout, beside a loop over Utf8JsonReader, in one run: every round measures all cases one after the other.
/// Times are CPU times of the process, so that others on the machine weigh as little as can be.
/// Usage: <c>decode [--events 20000] [--rounds 15]</c>.
/// </summary>
internal static class DecodeHarness
{
    private const int PassesARound = 4;

    private sealed class Case(string name, DecodeInput input, Func<DecodeInput, long> pass)
    {
        public string Name => name;
        public DecodeInput Input => input;
        public List<double> Nanoseconds { get; } = [];
        public long Allocated { get; private set; }

        /// <summary>What a pass over the input returns: a sum over its events.</summary>
        public long Sum { get; private set; }

        public void Measure(bool keep)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var before = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < PassesARound; i++) Sum = pass(input);
            var spent = (Environment.CpuUsage.TotalTime - before).TotalNanoseconds / PassesARound / input.Count;
            Allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / PassesARound;
            if (keep) Nanoseconds.Add(spent);
        }
    }

    public static int Run(string[] args)
    {
        var events = SampleEvents.Take((int)Numbers.Of(args, "--events", 20_000));
        var rounds = (int)Numbers.Of(args, "--rounds", 15);
        var plain = DecodeInput.Plain(events);
        Case[] cases =
        [
            new("Utf8JsonReader loop", plain, ReadAll),
            .. Inputs(events, plain).Select(input => new Case(input.Name, input, Decoder())),
        ];
        Console.WriteLine($"{Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}, {plain.Count:N0} events of {plain.MeanLength:F0} bytes, {rounds} rounds interleaved");
        for (var round = -3; round < rounds; round++)
        {
            foreach (var one in cases) one.Measure(round >= 0);
        }

        Print(cases);
        if (cases.Where(one => one.Input.IsSound && one.Sum != cases[1].Sum && one != cases[0]).ToArray() is not { Length: > 0 } wrong) return 0;
        Console.WriteLine($"Decoded to other events than the producer's layout: {string.Join(", ", wrong.Select(one => one.Name))}");
        return 1;
    }

    private static IEnumerable<DecodeInput> Inputs(byte[][] events, DecodeInput plain) =>
    [
        plain, DecodeInput.Ascii(events), DecodeInput.Shuffled(events), DecodeInput.WithUnknownField(events), DecodeInput.WithFraction(events),
        DecodeInput.Spaced(events), DecodeInput.Nested(events), DecodeInput.Escaped(events), DecodeInput.Broken(events), DecodeInput.Damaged(events),
    ];

    private static void Print(Case[] cases)
    {
        var loop = cases[0].Nanoseconds;
        Console.WriteLine("| case | bytes | ns/event, median | smallest | largest | loop / case, median of rounds | smallest | largest | allocated bytes/event |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var one in cases)
        {
            double[] times = [.. one.Nanoseconds.Order()], ratios = [.. one.Nanoseconds.Select((t, i) => loop[i] / t).Order()];
            Console.WriteLine(
                $"| {one.Name} | {one.Input.MeanLength:F0} | {times[times.Length / 2]:F1} | {times[0]:F1} | {times[^1]:F1} "
                + $"| {ratios[ratios.Length / 2]:F2} | {ratios[0]:F2} | {ratios[^1]:F2} | {(double)one.Allocated / one.Input.Count:F3} |");
        }
    }

    private static long ReadAll(DecodeInput input)
    {
        long sum = 0;
        for (var i = 0; i < input.Count; i++) sum += PlainReader.Read(input[i]);
        return sum;
    }

    private static Func<DecodeInput, long> Decoder()
    {
        var decoder = new EventDecoder(maximumSkewMs: 300_000);
        return input =>
        {
            long sum = 0;
            for (var i = 0; i < input.Count; i++)
            {
                if (decoder.Decode(input[i], long.MinValue, out var e, out _) == DecodeOutcome.Event) sum += e.Ts + e.Merchant.Length;
            }

            return sum;
        };
    }
}

using System.Runtime.InteropServices;
using StreamEngine.Entities;
using StreamEngine.Events;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;

namespace StreamEngine.Benchmarks;

/// <summary>
/// Where a lane's nanoseconds go: the same records decoded only, decoded with their ids looked up, and taken through a whole lane, in one run on one thread,
/// without sources and sinks. The first half of the records fills the tables and is not in the figures. Times are CPU times of the process. How many merchants
/// and products change in a tick for an event says how often a tick folds and scores: with few entities hundreds of events share one.
/// Usage: <c>lane [--events 2000000] [--rounds 5] [--products 1000000]</c>; without products: 10^3, 10^4, 10^5 and 10^6.
/// </summary>
internal static class LaneHarness
{
    private const int MaximumSkewMs = 300_000;
    private const double PartitionRate = 50_000;

    private sealed record Case(int Products, double Rate);

    private sealed record Part(string Name, Func<LaneInput, Action<RecordBatch>> Begin, TimeSpan Tick = default)
    {
        public List<double> Nanoseconds { get; } = [];
        public double Allocated { get; set; }
    }

    public static int Run(string[] args)
    {
        var events = Numbers.Of(args, "--events", 2_000_000);
        var rounds = (int)Numbers.Of(args, "--rounds", 5);
        var products = (int)Numbers.Of(args, "--products", 0);
        Case[] cases = products > 0 ? [new(products, PartitionRate)]
            : [new(1_000, PartitionRate), new(10_000, PartitionRate), new(100_000, PartitionRate), new(1_000_000, PartitionRate), new(10_000, PartitionRate / 40)];
        Console.WriteLine($"{Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}, {events:N0} events a run, the second half measured, {rounds} rounds");
        Console.WriteLine("| products | events/s of event time | part | ns/event, median | smallest | largest | allocated bytes/event | changed per event and tick |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var one in cases) Measure(one, events, rounds);
        return 0;
    }

    private static void Measure(Case one, long events, int rounds)
    {
        using var input = LaneInput.Make(one.Products, one.Rate, events);
        Part[] parts =
        [
            new("decode", _ => Decode()),
            new("decode, find merchant and product", _ => Find()),
            new("lane, a tick a minute", _ => Lane(new EngineOptions { TickInterval = TimeSpan.FromMinutes(1) }), TimeSpan.FromMinutes(1)),
            new("lane, a tick a second", _ => Lane(new EngineOptions()), TimeSpan.FromSeconds(1)),
            new("the same, always fetching ahead", _ => Lane(new EngineOptions { LookaheadAbove = -1 })),
            new("the same, never fetching ahead", _ => Lane(new EngineOptions { LookaheadAbove = int.MaxValue })),
        ];
        for (var round = -1; round < rounds; round++)
        {
            foreach (var part in parts) Measure(part, input, keep: round >= 0);
        }
        foreach (var part in parts)
        {
            var changed = part.Tick == default ? "" : $"{input.ChangedPerEvent(part.Tick):F2}";
            Console.WriteLine($"| {one.Products:N0} | {one.Rate:N0} | {part.Name} | {Numbers.Median(part.Nanoseconds):F0} | {part.Nanoseconds.Min():F0} | {part.Nanoseconds.Max():F0} | {part.Allocated:F2} | {changed} |");
        }
    }

    private static void Measure(Part part, LaneInput input, bool keep)
    {
        GC.Collect();
        var take = part.Begin(input);
        var half = input.Batches.Count / 2;
        for (var i = 0; i < half; i++) take(input.Batches[i]);
        long taken = 0, allocated = GC.GetAllocatedBytesForCurrentThread();
        var before = Environment.CpuUsage.TotalTime;
        for (var i = half; i < input.Batches.Count; i++)
        {
            take(input.Batches[i]);
            taken += input.Batches[i].Count;
        }
        if (keep) part.Nanoseconds.Add((Environment.CpuUsage.TotalTime - before).TotalNanoseconds / taken);
        part.Allocated = (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / taken;
    }

    private static Action<RecordBatch> Decode()
    {
        var decoder = new EventDecoder(MaximumSkewMs);
        return batch =>
        {
            foreach (ref readonly var record in batch.Records) decoder.Decode(batch.Value(in record), RecordBatch.NoTimestamp, out _, out _);
        };
    }

    private static Action<RecordBatch> Find()
    {
        var decoder = new EventDecoder(MaximumSkewMs);
        var merchants = new IdTable();
        var products = new IdTable();
        return batch =>
        {
            foreach (ref readonly var record in batch.Records)
            {
                if (decoder.Decode(batch.Value(in record), RecordBatch.NoTimestamp, out var e, out _) != DecodeOutcome.Event || e.Merchant.IsEmpty) continue;
                var merchant = LaneInput.FindOrAdd(merchants, IdTable.NoParent, e.Merchant);
                if (!e.Product.IsEmpty) LaneInput.FindOrAdd(products, merchant, e.Product);
            }
        };
    }

    private static Action<RecordBatch> Lane(EngineOptions options)
    {
        var pool = new PartialPool();
        var setup = new LaneSetup(options, Scorecards.Compile(new ScoringOptions()), Partitions: 1, Epoch: 0);
        var lane = new Lane(0, setup, pool, () => false, new Cuts());
        return batch =>
        {
            for (var next = 0; next < batch.Count;)
            {
                next = lane.Apply(batch, next);
                foreach (var partial in lane.Closed) pool.Return(partial);
                lane.Closed.Clear();
                lane.DeadLetters.Clear();
            }
        };
    }
}

using StreamEngine.Entities;
using StreamEngine.Events;
using StreamEngine.Pipeline;
using StreamEngine.Simulator;

namespace StreamEngine.Benchmarks;

/// <summary>The events of one partition of a sales evening in memory, in batches as a source makes them.</summary>
internal sealed class LaneInput : IDisposable
{
    private const int BatchRecords = 1024;

    private LaneInput(List<RecordBatch> batches)
    {
        Batches = batches;
        Events = batches.Sum(b => (long)b.Count);
        MeanLength = (double)batches.Sum(b => (long)b.Bytes) / Events;
    }

    public List<RecordBatch> Batches { get; }

    public long Events { get; }

    public double MeanLength { get; }

    /// <param name="products">Products of all merchants; each has ten.</param>
    /// <param name="rate">Events of the partition in a second of event time.</param>
    /// <param name="events">How many.</param>
    public static LaneInput Make(int products, double rate, long events)
    {
        var simulation = new Simulation(new SimulatorOptions
        {
            Merchants = Math.Max(1, products / 10),
            ProductsPerMerchant = 10,
            Creators = Math.Max(10, products / 10),
            Leaders = 50,
            Buyers = 200_000,
            Partitions = 1,
            HistoryDays = 0,
            WarmUp = TimeSpan.Zero,
            Rush = TimeSpan.FromSeconds(events / rate * 2 + 10),
            Tail = TimeSpan.Zero,
            MeanRate = rate / 36,
            LateShare = 0.001,
            TellStories = false,
        });
        var batches = new List<RecordBatch>();
        for (var taken = 0L; taken < events && simulation.TryNext(out var record); taken++)
        {
            if (batches is [] || batches[^1].Count == BatchRecords) batches.Add(new RecordBatch(400 * BatchRecords, BatchRecords));
            batches[^1].Add(record.Value, taken, RecordBatch.NoTimestamp);
        }
        return new LaneInput(batches);
    }

    /// <summary>Merchants and products that change in a tick, for an event; of the second half of the records.</summary>
    public double ChangedPerEvent(TimeSpan tick)
    {
        var decoder = new EventDecoder(maximumSkewMs: 300_000);
        var (merchants, products) = (new IdTable(), new IdTable());
        HashSet<int> changedMerchants = [], changedProducts = [];
        long now = 0, changed = 0, events = 0;
        void Close()
        {
            changed += changedMerchants.Count + changedProducts.Count;
            changedMerchants.Clear();
            changedProducts.Clear();
        }
        foreach (var batch in Batches.Skip(Batches.Count / 2))
        {
            foreach (ref readonly var record in batch.Records)
            {
                if (decoder.Decode(batch.Value(in record), RecordBatch.NoTimestamp, out var e, out _) != DecodeOutcome.Event || e.Merchant.IsEmpty) continue;
                events++;
                var at = e.Time / (long)tick.TotalMilliseconds;
                if (at > now) Close();
                now = Math.Max(now, at);
                var merchant = FindOrAdd(merchants, IdTable.NoParent, e.Merchant);
                changedMerchants.Add(merchant);
                if (!e.Product.IsEmpty) changedProducts.Add(FindOrAdd(products, merchant, e.Product));
            }
        }
        Close();
        return (double)changed / events;
    }

    public static int FindOrAdd(IdTable table, int parent, ReadOnlySpan<byte> name)
    {
        var hash = IdTable.HashOf(name, parent);
        var number = table.Find(hash, parent, name);
        return number >= 0 ? number : table.Add(hash, parent, name);
    }

    public void Dispose()
    {
        foreach (var batch in Batches) batch.Dispose();
    }
}

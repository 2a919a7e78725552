using System.Text.Unicode;
using System.Threading.Channels;
using StreamEngine.Pipeline;

namespace StreamEngine.Tests.Scale;

/// <summary>A record of a flood: an event's JSON, or whatever else, written into a span; returns its bytes.</summary>
/// <param name="number">Its offset.</param>
/// <param name="to">Where to.</param>
internal delegate int Drop(int number, Span<byte> to);

/// <summary>Records that are made as they are read, as many as one likes, in turn from all partitions; memory in use is looked at on the way, queues included.</summary>
internal sealed class Flood(IReadOnlyList<(int Count, Drop Drop)> partitions) : IRecordSource
{
    private const int BatchRecords = 500, Looks = 8;

    /// <summary>2026-06-18 20:00 in Shanghai, ms.</summary>
    public const long Opening = 1_781_784_000_000;

    public int Partitions => partitions.Count;

    /// <summary>What other tests have left in the process.</summary>
    private readonly long _before = GC.GetTotalMemory(forceFullCollection: true);

    /// <summary>The most bytes alive in the process that were seen, beyond those that were when the flood was made.</summary>
    public long MostBytes { get; private set; }

    /// <summary>Told how far the partitions are read, whenever memory is looked at.</summary>
    public Action<IReadOnlyList<int>> OnLook { get; init; } = static _ => { };

    /// <summary>An order paid, or an impression of one, which is cheaper.</summary>
    public static int Event(Span<byte> to, int number, long time, int merchant, int product, int buyer, bool paid)
    {
        int length;
        if (paid)
        {
            Utf8.TryWrite(to, $"{{\"id\":\"i-{merchant}-{number}\",\"type\":\"order_paid\",\"ts\":{time},\"merchant\":\"m-{merchant}\",\"product\":\"p-{product}\",\"creator\":\"c-{number % 97}\",\"buyer\":\"b-{buyer}\",\"order\":\"o-{merchant}-{number}\",\"amount\":9900,\"quantity\":1}}", out length);
        }
        else Utf8.TryWrite(to, $"{{\"id\":\"i-{merchant}-{number}\",\"type\":\"impression\",\"ts\":{time},\"merchant\":\"m-{merchant}\",\"product\":\"p-{product}\",\"count\":2}}", out length);
        return length;
    }

    public async Task RunAsync(IReadOnlyList<ChannelWriter<RecordBatch>> lanes, CancellationToken stop)
    {
        var next = new int[partitions.Count];
        var waiting = new RecordBatch?[partitions.Count];
        var (sent, look) = (0L, 0L);
        var every = Math.Max(1, partitions.Sum(p => (long)p.Count) / Looks);
        for (var open = partitions.Count; open > 0;)
        {
            var moved = false;
            for (var p = 0; p < partitions.Count; p++)
            {
                if (next[p] < 0) continue;
                waiting[p] ??= next[p] < partitions[p].Count ? Batch(p, ref next[p]) : null;
                if (waiting[p] is not { } batch)
                {
                    lanes[p].Complete();
                    next[p] = -1;
                    open--;
                }
                // A lane without room holds back its own partition only.
                else if (lanes[p].TryWrite(batch))
                {
                    waiting[p] = null;
                    sent += BatchRecords;
                    moved = true;
                }
            }
            if (sent >= look)
            {
                Look();
                OnLook(next);
                look = sent + every;
            }
            if (!moved && open > 0) await Task.Yield();
            stop.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Looks at memory.</summary>
    public void Look() => MostBytes = Math.Max(MostBytes, GC.GetTotalMemory(forceFullCollection: true) - _before);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private RecordBatch Batch(int partition, ref int next)
    {
        var (count, drop) = partitions[partition];
        var batch = new RecordBatch(bytes: BatchRecords * 256, records: BatchRecords);
        Span<byte> line = stackalloc byte[512];
        for (var left = BatchRecords; left > 0 && next < count; left--, next++)
        {
            var length = drop(next, line);
            batch.Add(line[..length], next, RecordBatch.NoTimestamp);
        }
        return batch;
    }
}

using System.Text.Json;
using StreamEngine.Peers.Children;

namespace StreamEngine.Peers.Naive;

/// <summary>
/// The program that a good C# developer writes in an afternoon: a consumer a core, <see cref="JsonSerializer"/>, dictionaries. Merchants and products are in
/// one partition each, so that their tables need no lock; creators share a table with one.
/// </summary>
internal sealed class AfternoonProgram
{
    private const int Threads = 2;
    private const long TickMs = 1000;

    private readonly ChildOptions _options;
    private readonly Progress _progress;
    private readonly CancellationToken _stop;
    private readonly List<IResults> _results = [];
    private readonly Lock _creatorsLock = new();
    private readonly RollingTable<string> _creators;
    private readonly long[] _times;
    private long _creatorsTick = long.MinValue;

    private AfternoonProgram(ChildOptions options)
    {
        _options = options;
        _progress = new Progress(options.Warm);
        _stop = Child.EndOfInput(options);
        _times = new long[options.Partitions];
        _creators = new RollingTable<string>(Keep<string>(static c => $"c:{c}"));
    }

    public static async Task RunAsync(ChildOptions options)
    {
        var program = new AfternoonProgram(options);
        var threads = Enumerable.Range(0, Threads).Select(t => Task.Factory.StartNew(() => program.Read(t), TaskCreationOptions.LongRunning)).ToArray();
        await Task.WhenAll(threads);
        Child.Finish(options, program._progress, program._results);
    }

    private void Read(int thread)
    {
        var mine = Enumerable.Range(0, _options.Partitions).Where(p => p % Threads == thread).ToArray();
        var partitions = mine.ToDictionary(p => p, _ => new Partition(Keep<string>(static m => $"m:{m}"), Keep<(string, string)>(static p => $"p:{p.Item1}/{p.Item2}")));
        var counter = _progress.NewCounter();
        using var consumer = Consumers.Open(_options, mine);
        for (var open = mine.Length; open > 0 && !_stop.IsCancellationRequested;)
        {
            var record = consumer.Consume(100);
            if (record is null) continue;
            counter.Add(1);
            var e = JsonSerializer.Deserialize(record.Message.Value, EventContext.Default.EventRecord)!;
            if (e.Sum < 0 && !e.IsEnd) continue;
            var partition = partitions[record.Partition];
            if (e.Time / TickMs > partition.Second) Tick(record.Partition, partition, e.Time);
            if (e.IsEnd) open--;
            else Apply(partition, e);
        }
    }

    private void Apply(Partition partition, EventRecord e)
    {
        partition.Merchants.Add(e.Merchant, e.Time, e.Sum, e.Value);
        partition.Products.Add((e.Merchant, e.Product!), e.Time, e.Sum, e.Value);
        if (e.Creator is null) return;
        lock (_creatorsLock) _creators.Add(e.Creator, e.Time, e.Sum, e.Value);
    }

    private void Tick(int number, Partition partition, long time)
    {
        partition.Second = time / TickMs;
        var tick = partition.Second * TickMs;
        partition.Merchants.Flush(tick);
        partition.Products.Flush(tick);
        lock (_creatorsLock)
        {
            _times[number] = tick;
            var slowest = _times.Min();
            if (slowest <= _creatorsTick) return;
            _creatorsTick = slowest;
            _creators.Flush(slowest);
        }
    }

    private LatestResults<TKey> Keep<TKey>(Func<TKey, string> name)
        where TKey : notnull
    {
        var results = new LatestResults<TKey>(_options, name);
        lock (_results) _results.Add(results);
        return results;
    }

    private sealed class Partition(LatestResults<string> merchants, LatestResults<(string, string)> products)
    {
        public RollingTable<string> Merchants { get; } = new(merchants);
        public RollingTable<(string, string)> Products { get; } = new(products);
        public long Second { get; set; }
    }
}

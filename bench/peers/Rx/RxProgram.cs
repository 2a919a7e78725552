using System.Reactive.Linq;
using System.Text.Json;
using StreamEngine.Peers.Children;
using StreamEngine.Peers.Naive;

namespace StreamEngine.Peers.Rx;

/// <summary>
/// Rx.NET: an observable of events a core, split by partition, grouped by merchant and by product; creators merged and grouped. A group is subscribed once
/// and adds to its own sums, so that an event costs one look-up a key. Ticks are an observable of event time.
/// </summary>
/// <remarks>
/// Operators that would say the same in fewer words cost more: <c>Sample</c> calls every group at every tick, <c>Window</c> with <c>GroupBy</c> makes the
/// groups anew every second, <c>ObserveOn</c> hands events to another thread one by one where <c>Merge</c> takes a lock.
/// </remarks>
internal sealed class RxProgram
{
    private const int Threads = 2;
    private const long TickMs = 1000;

    private readonly record struct Read(int Partition, EventRecord Event);

    private readonly ChildOptions _options;
    private readonly Progress _progress;
    private readonly CancellationToken _stop;
    private readonly List<IResults> _results = [];

    private RxProgram(ChildOptions options)
    {
        _options = options;
        _progress = new Progress(options.Warm);
        _stop = Child.EndOfInput(options);
    }

    public static async Task RunAsync(ChildOptions options)
    {
        var program = new RxProgram(options);
        var sources = Enumerable.Range(0, Threads).Select(t => program.Events(t).Publish()).ToArray();
        foreach (var source in sources) source.GroupBy(r => r.Partition, r => r.Event).Subscribe(program.MerchantsAndProducts);
        program.Creators(sources.Merge());
        await Task.WhenAll(sources.Select(s => Task.Factory.StartNew(() => s.Connect(), TaskCreationOptions.LongRunning)));
        Child.Finish(options, program._progress, program._results);
    }

    /// <summary>The counted events and end markers of a thread's partitions; reads on the thread that subscribes, until their ends.</summary>
    private IObservable<Read> Events(int thread) => Observable.Create<Read>(observer =>
    {
        var mine = Enumerable.Range(0, _options.Partitions).Where(p => p % Threads == thread).ToArray();
        var counter = _progress.NewCounter();
        using var consumer = Consumers.Open(_options, mine);
        for (var open = mine.Length; open > 0 && !_stop.IsCancellationRequested;)
        {
            var record = consumer.Consume(100);
            if (record is null) continue;
            counter.Add(1);
            var e = JsonSerializer.Deserialize(record.Message.Value, EventContext.Default.EventRecord)!;
            if (e.IsEnd) open--;
            else if (e.Sum < 0) continue;
            observer.OnNext(new Read(record.Partition, e));
        }
        observer.OnCompleted();
        return () => { };
    });

    private void MerchantsAndProducts(IObservable<EventRecord> partition)
    {
        var merchants = new RollingTable<string>(Keep<string>(static m => $"m:{m}"));
        var products = new RollingTable<(string, string)>(Keep<(string, string)>(static p => $"p:{p.Item1}/{p.Item2}"));
        var events = partition.Publish();
        events.Select(e => e.Time / TickMs * TickMs).Scan(Math.Max).DistinctUntilChanged().Subscribe(tick =>
        {
            merchants.Flush(tick);
            products.Flush(tick);
        });
        var counted = events.Where(e => e.Sum >= 0);
        Sum(counted.GroupBy(e => e.Merchant), merchants);
        Sum(counted.GroupBy(e => (e.Merchant, e.Product!)), products);
        events.Connect();
    }

    private void Creators(IObservable<Read> all)
    {
        var creators = new RollingTable<string>(Keep<string>(static c => $"c:{c}"));
        var events = all.Publish();
        var times = new long[_options.Partitions];
        events.Select(r => (r.Partition, Tick: r.Event.Time / TickMs * TickMs)).Where(r => r.Tick > times[r.Partition]).Select(r =>
        {
            times[r.Partition] = r.Tick;
            return times.Min();
        }).DistinctUntilChanged().Subscribe(creators.Flush);
        Sum(events.Select(r => r.Event).Where(e => e.Sum >= 0 && e.Creator is not null).GroupBy(e => e.Creator!), creators);
        events.Connect();
    }

    private static void Sum<TKey>(IObservable<IGroupedObservable<TKey, EventRecord>> groups, RollingTable<TKey> table)
        where TKey : notnull
    {
        groups.Subscribe(group =>
        {
            var row = new Rolling<TKey>(group.Key);
            group.Subscribe(e => table.Add(row, e.Time, e.Sum, e.Value));
        });
    }

    private LatestResults<TKey> Keep<TKey>(Func<TKey, string> name)
        where TKey : notnull
    {
        var results = new LatestResults<TKey>(_options, name);
        lock (_results) _results.Add(results);
        return results;
    }
}

using StreamEngine.Simulator;

namespace StreamEngine.Peers.Comparing;

/// <summary>
/// Events at the clock's time and at an even rate, for a paced run. Few enough entities that tiers change within a minute. All requests are made before the
/// first is sent, so that what makes them takes no processor from those that are measured.
/// </summary>
internal sealed class PacedTraffic
{
    private const int Merchants = 200;

    /// <summary>Events of so many ms are sent together, as by a producer that lingers.</summary>
    private const long BatchMs = 10;

    /// <summary>Events a second that can surely be made.</summary>
    private const double SlowestMaking = 200_000;

    /// <summary>From the start of the engine to the first event: a Java engine is up by then.</summary>
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(12);

    /// <summary>From the last event to the end: what was read is worked off by then.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(3);


    /// <summary>How long the broker is given events beforehand, to a topic of their own: a Java program has compiled what it needs by then.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);

    private readonly Broker _broker;
    private readonly CompareOptions _options;
    private readonly ProduceRequests _requests;
    private long _lastEvent;

    public PacedTraffic(Broker broker, string topic, CompareOptions options)
    {
        (_broker, _options) = (broker, options);
        Input = new Input("live", topic, options.Partitions, 0, 0, 0, 0, 0, long.MaxValue / 2, WithinAnHour: true);
        _requests = new ProduceRequests(topic, options.Partitions);
    }

    /// <summary>The topic; nothing is known of its events.</summary>
    public Input Input { get; }

    /// <summary>Makes the events and the topic; the engine is to be started at once.</summary>
    /// <exception cref="InvalidOperationException">That took too long.</exception>
    public async Task PrepareAsync()
    {
        await WarmBrokerAsync();
        await _broker.CreateTopicAsync(Input.Topic, Input.Partitions);
        var events = (long)(_options.LiveRate * _options.LiveTime.TotalSeconds);
        var opening = TimeProvider.System.GetUtcNow() + Lead + TimeSpan.FromSeconds(events / SlowestMaking);
        _lastEvent = Make(_requests, events, opening);
        if (opening - TimeProvider.System.GetUtcNow() < Lead) throw new InvalidOperationException("this machine is too slow to make the events of a paced run in time");
    }

    /// <summary>Sends all of it, each event when its time has come, and waits until what is read of it has been worked off.</summary>
    /// <returns>The time of the last event, ms since the Unix epoch.</returns>
    public async Task<long> RunAsync()
    {
        var late = await _requests.SendAsync(_broker.Bootstrap, TimeProvider.System);
        Console.WriteLine($"  {_requests.Count:N0} requests sent, the latest {late} ms after its time");
        await Task.Delay(Settle);
        return _lastEvent;
    }

    // Otherwise the broker compiles itself while the engine is measured, and events wait for it for seconds.
    private async Task WarmBrokerAsync()
    {
        var topic = Input.Topic + "-warm";
        await _broker.CreateTopicAsync(topic, Input.Partitions);
        var requests = new ProduceRequests(topic, Input.Partitions);
        Make(requests, (long)(_options.LiveRate * WarmUp.TotalSeconds), TimeProvider.System.GetUtcNow());
        await requests.SendAsync(_broker.Bootstrap, TimeProvider.System);
        await _broker.DeleteTopicsAsync(topic);
    }

    private long Make(ProduceRequests requests, long events, DateTimeOffset opening)
    {
        var traffic = TopicLoader.Traffic(events, _options.LiveRate, Input.Partitions);
        var simulation = new Simulation(traffic with { Merchants = Merchants, Creators = Merchants, Opening = opening });
        var (due, last) = (opening.ToUnixTimeMilliseconds() + BatchMs, 0L);
        while (simulation.MoveNext())
        {
            last = simulation.Current.Time;
            if (last >= due)
            {
                requests.End(due);
                due = last + BatchMs;
            }
            requests.Add(simulation.Current);
        }
        requests.End(due);
        return last;
    }
}

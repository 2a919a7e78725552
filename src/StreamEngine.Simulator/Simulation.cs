using StreamEngine.Simulator.Lines;
using StreamEngine.Simulator.Market;
using StreamEngine.Simulator.Stories;
using StreamEngine.Simulator.Traffic;

namespace StreamEngine.Simulator;

/// <summary>
/// A live-commerce platform from <see cref="SimulatorOptions.HistoryDays"/> before the sale's evening to its end, as a sequence of records in the order of
/// simulated time. A function of the options alone. Not thread-safe; nothing is allocated for a record in the plain layout.
/// </summary>
public sealed class Simulation
{
    // Far apart from each other, so that orders of the stories and of the traffic never meet.
    private const long FirstOrder = 1_000_000_001;
    private const long FirstStoryOrder = 8_000_000_000_001;
    private const long FirstSequence = 1_000_000_001;

    private readonly SimulatorOptions _options;
    private readonly Marketplace _market;
    private readonly LoadCurve _load;
    private readonly TrafficSource _traffic;
    private readonly Draft[] _script;
    private readonly HeartbeatSchedule _heartbeats;
    private readonly Mishaps _mishaps;
    private readonly EventWriter _writer;
    private readonly LineBuffer _line = new();
    private readonly Dictionary<int, byte[]> _marked = [];
    private readonly LineShuffler? _shuffler;
    private SplitMix64 _clock;
    private Draft _draft;
    private long _sequence = FirstSequence;
    private long _nextTrafficNs;
    private int _scripted;
    private int _closing;
    private bool _evening;

    private int _partition;
    private int _merchant;
    private long _time;
    private long _timestamp;
    private RecordNature _nature;

    /// <summary>Settles the platform; at a million products this takes a second or two.</summary>
    /// <exception cref="ArgumentException">The options are out of range; the message names every error.</exception>
    public Simulation(SimulatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Errors() is { Count: > 0 } errors) throw new ArgumentException(string.Join(" ", errors), nameof(options));
        _options = options;
        _load = new LoadCurve(options);
        var rng = new SplitMix64(options.Seed);
        var builder = new MarketplaceBuilder(options.Partitions);
        Background background = Population.Settle(builder, options, ref rng);
        var stage = new Stage(builder, _load, options.Buyers, FirstStoryOrder);
        Stories = options.TellStories ? new StoryBook(stage).Stories : [];
        _script = stage.Script();
        _market = builder.Build(background);
        _traffic = new TrafficSource(_market, options, rng.Next(), _load.StartNs / 1_000_000, FirstOrder);
        _mishaps = new Mishaps(options, rng.Next());
        _clock = new SplitMix64(rng.Next());
        _writer = new EventWriter(_market, options);
        _shuffler = options.Layout == EventLayout.Shuffled ? new LineShuffler(options.Seed) : null;
        _heartbeats = new HeartbeatSchedule(options.Partitions, Start.ToUnixTimeMilliseconds(), options.HistoryHeartbeatInterval);
        _nextTrafficNs = _load.After(_load.StartNs, _clock.Next());
    }

    /// <summary>What to watch; empty when no stories are told.</summary>
    public IReadOnlyList<Story> Stories { get; }

    /// <summary>What has been produced so far, the current record included.</summary>
    public SimulationCounts Counts { get; } = new();

    /// <summary>The first instant of the history.</summary>
    public DateTimeOffset Start => Instant(_load.StartNs);

    /// <summary>The first instant of the evening: from here on time is worth watching.</summary>
    public DateTimeOffset Evening => Instant(_load.EveningNs);

    /// <summary>The opening of the sale.</summary>
    public DateTimeOffset Opening => Instant(_load.OpeningNs);

    /// <summary>The instant that no event reaches.</summary>
    public DateTimeOffset End => Instant(_load.EndNs);

    /// <summary>The current record; only after a step that returned true.</summary>
    public SimulatedRecord Current => new()
    {
        Partition = _partition,
        Time = _time,
        Timestamp = _timestamp,
        Key = _merchant < 0 ? default : _market.MerchantIds[_merchant],
        Value = _line.Written,
        Nature = _nature,
    };

    /// <summary>Steps to the next record and returns it; false at the end.</summary>
    public bool TryNext(out SimulatedRecord record)
    {
        bool any = MoveNext();
        record = any ? Current : default;
        return any;
    }

    /// <summary>Steps to the next record; false at the end.</summary>
    public bool MoveNext()
    {
        if (_mishaps.TryRepeat(_closing > 0, _line, out _partition, out _merchant, out _timestamp))
            return Finish(RecordNature.Duplicate, _draft.Type);
        long nextMs = Math.Min(_nextTrafficNs, _load.EndNs) / 1_000_000;
        bool scripted = _scripted < _script.Length && _script[_scripted].Ts <= nextMs;
        if (scripted) nextMs = _script[_scripted].Ts;
        if (!_evening && nextMs >= _load.EveningNs / 1_000_000) BeginEvening();
        if (_options.Heartbeats && _heartbeats.TryTake(nextMs, out int silent, out long due)) return Heartbeat(silent, due);
        if (scripted) return Scripted();
        if (_nextTrafficNs < _load.EndNs) return Traffic();
        return Close();
    }

    private bool Traffic()
    {
        _time = _nextTrafficNs / 1_000_000;
        _traffic.Draw(ref _draft, _time, _evening);
        _nextTrafficNs = _load.After(_nextTrafficNs, _clock.Next());
        _merchant = _draft.Merchant;
        _partition = _market.Merchants[_merchant].Partition;
        _timestamp = _time + _mishaps.GatewayDelay();
        RecordNature nature = _mishaps.Choose(ref _draft);
        _writer.Event(_line, in _draft, _sequence++, _timestamp);
        if (nature == RecordNature.Broken) _mishaps.Break(_line, _writer, _timestamp);
        else if (nature == RecordNature.Traffic) _heartbeats.Moved(_partition, _time);
        if (nature != RecordNature.Broken) _mishaps.MayRepeat(_line.Written, in _draft, _partition, _timestamp);
        return Finish(nature, _draft.Type);
    }

    private bool Scripted()
    {
        _draft = _script[_scripted++];
        _time = _draft.Ts;
        _merchant = _draft.Merchant;
        _partition = _market.Merchants[_merchant].Partition;
        _timestamp = _time + _mishaps.GatewayDelay();
        if (_draft.Type == Events.EventType.Decision) _writer.Decision(_line, in _draft, _sequence++, _timestamp, _marked[_draft.Mark]);
        else _writer.Event(_line, in _draft, _sequence++, _timestamp);
        if (_draft.Mark != 0) _marked.TryAdd(_draft.Mark, _line.Written.ToArray());
        _heartbeats.Moved(_partition, _time);
        return Finish(RecordNature.Story, _draft.Type);
    }

    private bool Heartbeat(int partition, long due)
    {
        _time = _timestamp = due;
        _partition = partition;
        _merchant = -1;
        _writer.Heartbeat(_line, due);
        return Finish(RecordNature.Heartbeat, Events.EventType.Heartbeat);
    }

    /// <summary>At the end every partition learns how late it is.</summary>
    private bool Close()
    {
        if (_closing < _options.Partitions && _options.Heartbeats) return Heartbeat(_closing++, _load.EndNs / 1_000_000);
        if (_closing == 0) _closing = 1;
        return _mishaps.TryRepeat(atTheEnd: true, _line, out _partition, out _merchant, out _timestamp)
            && Finish(RecordNature.Duplicate, _draft.Type);
    }

    private void BeginEvening()
    {
        _evening = true;
        _heartbeats.Restart(_load.EveningNs / 1_000_000, _options.HeartbeatInterval);
    }

    private bool Finish(RecordNature nature, Events.EventType type)
    {
        if (_shuffler is not null && nature != RecordNature.Broken) _shuffler.Respell(_line);
        _nature = nature;
        Counts.Add(nature, type, _line.Length);
        return true;
    }

    private static DateTimeOffset Instant(long ns) => DateTimeOffset.FromUnixTimeMilliseconds(ns / 1_000_000);
}

using StreamEngine.Events;
using StreamEngine.Windows;

namespace StreamEngine.Pipeline;

/// <summary>
/// One partition's way through the engine: decodes its records in order, checks them, closes the ticks that event time reaches, applies the events.
/// What it does is a function of the records and the configuration alone. Synchronous; owned by one task at a time.
/// </summary>
internal sealed partial class Lane
{
    private const long NoTime = long.MinValue;
    private const long NoMinute = long.MaxValue;

    /// <summary>Dead letters handed over at once at the latest.</summary>
    private const int DeadLetterBatch = 256;

    private readonly int _partition;
    private readonly LaneSetup _setup;
    private readonly PartialPool _pool;
    private readonly Func<bool> _wantsRows;
    private readonly Cuts _cuts;
    private readonly EventDecoder _decoder;
    private readonly OriginalDecoder _originals;
    private readonly ZoneCalendar _calendar;
    private readonly Deduplication _deduplication;
    private long _eventTime = NoTime;
    private long _nextTick;

    /// <summary>
    /// Start and length of the minute of event time, which most events are of, or of the part of it between two edges of campaigns; the start is
    /// <see cref="NoMinute"/> when a day ends within it.
    /// </summary>
    private long _minuteStart = NoMinute;
    private ulong _minuteLength;

    /// <summary>Number and day of the minute, and the slice that event time lies in.</summary>
    private long _minute;
    private int _day;
    private ushort _slice;

    /// <param name="partition">Its number.</param>
    /// <param name="setup">Options and scorecards.</param>
    /// <param name="pool">Where partials come from.</param>
    /// <param name="wantsRows">Asked at every tick: whether all changed rows are to be handed over.</param>
    /// <param name="cuts">Asked before every tick: whether the lane's state is to be saved.</param>
    public Lane(int partition, LaneSetup setup, PartialPool pool, Func<bool> wantsRows, Cuts cuts)
    {
        _cuts = cuts;
        _partition = partition;
        _setup = setup;
        _pool = pool;
        _wantsRows = wantsRows;
        _decoder = new EventDecoder((long)setup.Options.MaximumSkew.TotalMilliseconds);
        _originals = new OriginalDecoder((long)setup.Options.MaximumSkew.TotalMilliseconds);
        _calendar = new ZoneCalendar(setup.Options.Zone);
        _deduplication = new Deduplication((long)setup.Options.DeduplicationWindow.TotalMilliseconds, setup.PerPartition(setup.Options.DeduplicationLimit));
        State = new LaneState(setup, _calendar);
    }

    /// <summary>The partition's entities.</summary>
    public LaneState State { get; }

    /// <summary>What became of the records.</summary>
    public LaneCounters Counters { get; } = new();

    /// <summary>The last tick closed, or null.</summary>
    public long? LastTick { get; private set; }

    /// <summary>Event time of the partition in ms, or null before the first event.</summary>
    public long? EventTime => _eventTime == NoTime ? null : _eventTime;

    /// <summary>Offset of the first record that is not applied yet; 0 before the first.</summary>
    public long NextOffset { get; private set; }

    /// <summary>Whether the input has ended and everything is handed over.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Partials of ticks closed since the caller last emptied it.</summary>
    public List<Partial> Closed { get; } = [];

    /// <summary>Dead letters found since the caller last emptied it.</summary>
    public List<DeadLetter> DeadLetters { get; } = [];

    /// <summary>Applies records from <paramref name="next"/> on; returns where to go on once there is something to hand over, or the batch's count.</summary>
    public int Apply(RecordBatch batch, int next)
    {
        SaveSlice();
        var records = batch.Records;
        if (IsSaving) records = records[..Math.Min(records.Length, next + RecordsBetweenSlices)];
        return State.IsLarge ? ApplyAhead(batch, records, next) : ApplyEach(batch, records, next);
    }

    private int ApplyEach(RecordBatch batch, ReadOnlySpan<RecordRef> records, int next)
    {
        while (next < records.Length)
        {
            ref readonly var record = ref records[next++];
            Begin(in record);
            if (record.Length < 0)
            {
                Counters.Tombstones++;
            }
            else
            {
                var value = batch.Value(in record);
                var outcome = _decoder.Decode(value, record.Timestamp, out var e, out var reason);
                Apply(value, in record, outcome, in e, reason);
            }
            End(in record);
            if (HasToHandOver) break;
        }
        return next;
    }

    private bool HasToHandOver => Closed.Count > 0 || DeadLetters.Count >= DeadLetterBatch;

    /// <summary>A tick that the record closes lies before it.</summary>
    private void Begin(in RecordRef record) => NextOffset = record.Offset;

    private void End(in RecordRef record)
    {
        NextOffset = record.Offset + 1;
        Counters.Records++;
    }

    /// <summary>Ends a bounded input: closes the first tick after event time and hands everything over.</summary>
    public void End()
    {
        if (_eventTime != NoTime) Close(_nextTick, last: true);
        HasEnded = true;
    }

    private void Apply(ReadOnlySpan<byte> value, in RecordRef record, DecodeOutcome outcome, in LiveEvent e, DeadLetterReason reason)
    {
        switch (outcome)
        {
            case DecodeOutcome.Event when e.Type == EventType.Decision:
                if (!Decide(in e)) Refuse(value, in record, DeadLetterReason.Event);
                break;
            case DecodeOutcome.Event:
                Apply(in e);
                break;
            case DecodeOutcome.UnknownType:
                Counters.UnknownType++;
                break;
            default:
                Refuse(value, in record, reason);
                break;
        }
    }

    private void Refuse(ReadOnlySpan<byte> value, in RecordRef record, DeadLetterReason reason)
    {
        Counters.CountDeadLetter(reason);
        DeadLetters.Add(new DeadLetter(_partition, record.Offset, record.Timestamp, reason, value.ToArray()));
    }

    private void Apply(in LiveEvent e)
    {
        var time = e.Time;
        if (e.Type == EventType.Heartbeat)
        {
            MoveTo(time);
            Counters.Heartbeats++;
            return;
        }
        var isCurrent = IsOfMinute(time);
        var day = isCurrent ? _day : _calendar.DayOf(time);
        if (!isCurrent && _eventTime != NoTime && day <= _calendar.DayOf(_eventTime) - _setup.Options.MonthBuckets)
        {
            Counters.TooLate++;
            Counters.TooLateEvents.Count(e.Merchant, day);
            return;
        }
        var id = default(UInt128);
        if (e.IsMoney)
        {
            id = Deduplication.HashOf(e.Id);
            if (_deduplication.Contains(id, _eventTime))
            {
                Counters.Duplicate++;
                return;
            }
        }
        MoveTo(time);
        State.Apply(in e, isCurrent ? new EventPlace(_minute, day, true, true, true, _slice) : PlaceOf(time, day), _eventTime);
        Counters.Applied++;
        if (e.IsMoney) _deduplication.Add(id, _eventTime);
    }

    private EventPlace PlaceOf(long time, int day)
    {
        var place = PlaceFor(time, day);
        if (!place.InHourWindow) Counters.LateMinute++;
        if (!place.InDayWindow) Counters.LateHour++;
        return place;
    }

    private EventPlace PlaceFor(long time, int day)
    {
        var minute = time / WindowSpans.MinuteMs;
        var now = _eventTime / WindowSpans.MinuteMs;
        var slice = _setup.Campaigns.SliceOf(time);
        if (minute == now) return new EventPlace(minute, day, slice == _slice, true, true, slice);
        var inHour = minute > now - _setup.Options.HourBuckets;
        var inDay = minute / WindowSpans.HourMinutes > now / WindowSpans.HourMinutes - _setup.Options.DayBuckets;
        return new EventPlace(minute, day, false, inHour, inDay, slice);
    }

    /// <summary>Closes the ticks that <paramref name="time"/> reaches - the first after event time and the last - and moves event time.</summary>
    private void MoveTo(long time)
    {
        if (_eventTime == NoTime)
        {
            _eventTime = time;
            _nextTick = _setup.TickAfter(time);
            if (_floorsRows) State.RowFloor = time;
            EnterMinute(time);
            return;
        }
        if (time <= _eventTime) return;
        if (time >= _nextTick)
        {
            var lastPassed = _setup.TickAfter(time) - _setup.TickMs;
            Close(_nextTick, last: false);
            if (lastPassed > _nextTick) Close(lastPassed, last: false);
            _nextTick = lastPassed + _setup.TickMs;
        }
        _eventTime = time;
        if (!IsOfMinute(time)) EnterMinute(time);
    }

    private bool IsOfMinute(long time) => (ulong)(time - _minuteStart) < _minuteLength;

    /// <summary>Remembers the minute of event time, as far as it lies between two edges of campaigns, unless a day ends within it.</summary>
    private void EnterMinute(long time)
    {
        _minute = time / WindowSpans.MinuteMs;
        var start = _minute * WindowSpans.MinuteMs;
        _day = _calendar.DayOf(start);
        EnterSlice(_setup.Campaigns.SliceOf(time));
        var end = Math.Min(start + WindowSpans.MinuteMs, _setup.Campaigns.EndOf(_slice));
        var begin = Math.Max(start, _setup.Campaigns.StartOf(_slice));
        _minuteStart = _calendar.DayOf(start + WindowSpans.MinuteMs - 1) == _day ? begin : NoMinute;
        _minuteLength = (ulong)(end - begin);
    }

    private void EnterSlice(ushort slice)
    {
        if (slice == _slice) return;
        _slice = slice;
        State.EndSlice();
    }

    private void Close(long tick, bool last)
    {
        // A lane that goes on from a snapshot meets again the record that closed its last tick.
        if (tick <= LastTick) return;
        FinishSaving();
        // At the end of the input it is too late: whoever wants that state has saved it.
        if (!last && _cuts.Pending is { } cut && tick > cut.Tick) Take(cut);
        var partial = _pool.Rent();
        partial.Begin(_partition, tick, NextOffset, last);
        partial.RowFloor = State.RowFloor;
        State.CloseTick(tick, partial, _wantsRows(), last);
        State.CountLimits(Counters);
        Counters.DeduplicationEvicted = _deduplication.Evicted;
        LastTick = tick;
        Closed.Add(partial);
        if (!last && _cuts.Pending is { } now && now.Tick == tick) BeginSaving(now);
    }
}

using StreamEngine.Events;
using StreamEngine.Windows;

namespace StreamEngine.Pipeline;

/// <summary>Manual decisions: events like others, with checks of their own. docs/commerce/decisions.md says what each may be about.</summary>
internal sealed partial class Lane
{
    /// <summary>Checks and applies a decision; false when it carries no event that can be reversed, which makes it a dead letter.</summary>
    private bool Decide(in LiveEvent e)
    {
        LiveEvent.Clear(out var original);
        var isAboutAnEvent = e.Action is DecisionAction.Reverse or DecisionAction.Reinstate;
        if (isAboutAnEvent && !_originals.TryDecode(in e, out original)) return false;

        var time = e.Time;
        var day = _calendar.DayOf(time);
        if (_eventTime != NoTime && day <= _calendar.DayOf(_eventTime) - _setup.Options.MonthBuckets)
        {
            Counters.TooLate++;
            Counters.TooLateEvents.Count(e.Merchant, day);
            return true;
        }
        var id = Deduplication.HashOf(e.Id);
        if (State.Ledger.IsKnown(id, _eventTime) || (isAboutAnEvent && !Changes(in e, in original)))
        {
            Counters.Duplicate++;
            return true;
        }
        MoveTo(time);
        FinishSaving();
        State.Apply(in e, PlaceOf(time, day), _eventTime);
        State.Decide(in e, in original, id, _nextTick, _eventTime);
        if (isAboutAnEvent) TakeBack(in e, in original);
        Counters.Applied++;
        return true;
    }

    /// <summary>An event is reversed once, until it is reinstated, which may be done once, until it is reversed again.</summary>
    private bool Changes(in LiveEvent decision, in LiveEvent original)
    {
        var isReversed = _eventTime != NoTime && State.Ledger.IsReversed(Deduplication.HashOf(original.Id), _calendar.DayOf(_eventTime));
        return isReversed == (decision.Action == DecisionAction.Reinstate);
    }

    /// <summary>Takes the original's additions back, or adds them again, in the buckets that still hold its time.</summary>
    private void TakeBack(in LiveEvent decision, in LiveEvent original)
    {
        var (day, today) = (_calendar.DayOf(original.Time), _calendar.DayOf(_eventTime));
        var isHeld = day > today - _setup.Options.MonthBuckets;
        var hash = Deduplication.HashOf(original.Id);
        if (decision.Action == DecisionAction.Reinstate) State.Ledger.Reinstate(hash);
        else if (isHeld) State.Ledger.Reverse(hash, day, today);
        if (isHeld) State.TakeBack(in decision, in original, PlaceFor(original.Time, day));
    }
}

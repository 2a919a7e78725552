using StreamEngine.Host.Cli;

namespace StreamEngine.Host.Running;

/// <summary>What a run has done, at its end: a line for people, or one JSON object.</summary>
internal static class RunSummary
{
    public static void Print(VerbContext context, LiveView view, TimeSpan elapsed)
    {
        var status = view.Status();
        var events = status.Applied + status.Heartbeats + status.Duplicate + status.TooLate + status.UnknownType + status.DeadLetters;
        var rate = Math.Round(events / Math.Max(elapsed.TotalSeconds, 1e-3), 1);
        if (context.Json)
        {
            context.PrintJson(new
            {
                Events = events,
                status.Applied,
                status.Heartbeats,
                status.Duplicate,
                status.TooLate,
                status.UnknownType,
                status.LateMinute,
                status.LateHour,
                status.DeadLetters,
                status.DeadLettersByReason,
                status.TierChanges,
                status.TierChangesRepeated,
                status.RowsWritten,
                status.RowsWaiting,
                status.LastTick,
                LagSecondsMax = view.Lag.SecondsMaximum,
                Seconds = Math.Round(elapsed.TotalSeconds, 3),
                EventsPerSecond = rate,
            });
            return;
        }
        context.Out.WriteLine($"{events:N0} events, {status.Applied:N0} applied, {status.DeadLetters:N0} dead letters in {elapsed.TotalSeconds:F1} s ({rate:N0} a second)");
        var repeated = status.TierChangesRepeated > 0 ? $" ({status.TierChangesRepeated:N0} of them were there already)" : "";
        context.Out.WriteLine($"{status.TierChanges:N0} tier changes on their topic{repeated}, {status.RowsWritten:N0} rows written, {status.RowsWaiting:N0} waiting");
    }
}

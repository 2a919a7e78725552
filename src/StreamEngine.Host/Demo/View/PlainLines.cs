using System.Globalization;
using StreamEngine.Entities;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;

namespace StreamEngine.Host.Demo.View;

/// <summary>The view for a log file or a pipe: a line every few seconds, and the tier changes since the last one as far as they are few.</summary>
internal sealed class PlainLines(TextWriter output, ScoringOptions cards, TimeZoneInfo zone, TimeProvider time) : IDemoView
{
    private const int ChangesAtOnce = 5;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(3);

    private long? _last;
    private string? _starting;
    private string? _news;
    private bool _told;
    private string? _newest;

    public Task RunAsync(Func<Action<DemoSnapshot>, Task> body) => body(Show);

    private void Show(DemoSnapshot now)
    {
        if (now.Starting != _starting && now.Starting is not null) output.WriteLine($"{now.Starting} …");
        _starting = now.Starting;
        if (now.News != _news && now.News is not null) output.WriteLine($"*** {now.News}");
        _news = now.News;
        if (now.Status is null) return;
        if (!_told) Tell(now);
        // The first tier changes are shown at once.
        var first = _newest is null && now.Changes.Count > 0;
        if (!first && _last is { } last && time.GetElapsedTime(last) < Every) return;
        _last = time.GetTimestamp();
        output.WriteLine(Line(now));
        foreach (var line in now.Campaign is { } campaign ? CampaignView.Text(campaign) : []) output.WriteLine("    " + Printable.Of(line));
        foreach (var change in Newer(now)) output.WriteLine("    " + Words(change));
        if (now.Changes.Count > 0) _newest = now.Changes[0].ChangeId;
    }

    private void Tell(DemoSnapshot now)
    {
        _told = true;
        if (now.Missing is { } missing) output.WriteLine($"No ClickHouse: {missing}. Rows go to {now.Places?.RowsFolder}");
        if (now.Places is not { } places) return;
        output.WriteLine($"API        {new Uri(places.Api, "api/status")}");
        output.WriteLine($"Kafka      {places.Kafka}");
        if (places.ClickHouse is { } clickHouse) output.WriteLine($"ClickHouse {TryNext.Curl(clickHouse, places.Database)}");
        if (now.Stories.FirstOrDefault(s => s.Story.Kind == EntityKind.Product) is { } story)
            foreach (var line in TryNext.Explain(ProgramCommand.ForPeople, "product", story.Story.EntityId, places.Api)) output.WriteLine($"Explain    {line}");
    }

    private string Line(DemoSnapshot now)
    {
        var status = now.Status!;
        var clock = now.SimulatedTime == 0 ? "–" : TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(now.SimulatedTime), zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture,
            $"{clock}  {status.EventsPerSecond:N0} events/s  applied {status.Applied:N0}  lag {status.Lag.Verdict} {status.Lag.Messages:N0} msg {status.Lag.Seconds:0.0} s  tier changes {status.TierChanges:N0}  rows {status.RowsWritten:N0}  dead letters {status.DeadLetters:N0}");
    }

    private IEnumerable<TierChange> Newer(DemoSnapshot now) => now.Changes.TakeWhile(c => c.ChangeId != _newest).Take(ChangesAtOnce).Reverse();

    private string Words(TierChange change) =>
        $"{EntityKinds.Name(change.Kind)} {Printable.Of(change.Id)} {TierChangeWords.Of(change, ChangesView.CardOf(cards, change.Kind))}";
}

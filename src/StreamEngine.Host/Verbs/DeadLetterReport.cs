using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Spectre.Console;
using StreamEngine.Host.Cli;
using StreamEngine.Kafka.DeadLetters;
using StreamEngine.Pipeline;

namespace StreamEngine.Host.Verbs;

/// <summary>How <c>dead-letters</c> prints: whatever a letter says is somebody else's text, so nothing of it reaches the terminal as it is.</summary>
internal static class DeadLetterReport
{
    private const int BytesOfARow = 16;
    private const int Beginning = 60;

    /// <summary>A list of letters.</summary>
    public static void Print(VerbContext context, DeadLetterSearch found)
    {
        if (context.Json)
        {
            context.PrintJson(new { DeadLetters = found.Letters.Select(Json), found.Matching, found.Total, found.Foreign });
            return;
        }
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(context.Out) });
        if (Console.IsOutputRedirected) console.Profile.Width = 160;
        var table = new Table().Border(TableBorder.Simple);
        foreach (var name in (string[])["letter", "written (UTC)", "reason", "bytes", "begins with"]) table.AddColumn(name);
        foreach (var letter in found.Letters)
        {
            table.AddRow([.. new[] { $"{letter.Partition}/{letter.Offset}", Time(letter.At), Safe(letter.Reason), $"{letter.Bytes:N0}", BeginningOf(letter) }.Select(static text => new Text(text))]);
        }
        console.Write(table);
        context.Out.WriteLine($"{found.Letters.Count:N0} of {found.Matching:N0} letters that match, {found.Total:N0} on {context.Options.Kafka.DeadLettersTopic}"
            + (found.Foreign > 0 ? $"; {found.Foreign:N0} records there are no dead letters of the engine's" : ""));
    }

    /// <summary>One letter.</summary>
    public static void Print(VerbContext context, StoredDeadLetter letter)
    {
        if (context.Json)
        {
            context.PrintJson(Json(letter));
            return;
        }
        context.Out.WriteLine($"letter     {Safe(letter.Id)}");
        context.Out.WriteLine($"record     {Safe(letter.Topic)}[{letter.Partition}] offset {letter.Offset}"
            + (letter.Timestamp is { } timestamp ? $", of {Time(letter.Timestamp)}" : ""));
        context.Out.WriteLine($"written    {Time(letter.At)}");
        context.Out.WriteLine($"reason     {Safe(letter.Reason)}");
        context.Out.WriteLine($"bytes      {letter.Bytes:N0}");
        if (letter.Value is null) context.Out.WriteLine("           larger than the dead-letter topic allows, so they are only on the events topic, for as long as that keeps them");
        else if (Utf8.IsValid(letter.Value)) context.Out.WriteLine(EscapedText.Of(Encoding.UTF8.GetString(letter.Value)));
        else foreach (var row in Hexadecimal(letter.Value)) context.Out.WriteLine(row);
    }

    /// <summary>The bytes of a letter, to a file.</summary>
    public static async Task SaveAsync(VerbContext context, StoredDeadLetter letter, FileInfo file, CancellationToken stop)
    {
        if (letter.Value is null) throw new EngineFault(FaultOrigin.Data, $"The dead-letter topic had no room for the {letter.Bytes:N0} bytes of {letter.Partition}/{letter.Offset}: read them from {Safe(letter.Topic)}");
        try
        {
            await using var stream = new FileStream(file.FullName, FileMode.CreateNew, FileAccess.Write);
            await stream.WriteAsync(letter.Value, stop);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineFault(FaultOrigin.External, $"{file.FullName} cannot be made: {e.Message.ReplaceLineEndings(" ")}", e);
        }
        if (context.Json) context.PrintJson(new { File = file.FullName, letter.Bytes });
        else context.Out.WriteLine($"{letter.Bytes:N0} bytes in {file.FullName}");
    }

    /// <summary>What a replay did, or would do when <paramref name="counts"/> is null.</summary>
    public static void Print(VerbContext context, DeadLetterSearch found, long replayedBefore, DeadLetterReplayCounts? counts)
    {
        var left = found.Matching - found.Letters.Count;
        var before = replayedBefore + (counts?.ReplayedBefore ?? 0);
        if (context.Json)
        {
            context.PrintJson(new
            {
                DryRun = counts is null,
                Replayed = counts?.Replayed ?? 0,
                WouldReplay = counts is null ? found.Letters.Count : 0,
                ReplayedBefore = before,
                WithoutBytes = counts?.WithoutBytes ?? 0,
                OfAnotherTopic = counts?.OfAnotherTopic ?? 0,
                Left = left,
            });
            return;
        }
        context.Out.WriteLine(counts is null
            ? $"{found.Letters.Count:N0} letters would be replayed to {context.Options.Kafka.EventsTopic}; {before:N0} were replayed before. Nothing was done: leave --dry-run out."
            : $"{counts.Replayed:N0} letters replayed to {context.Options.Kafka.EventsTopic}; {before:N0} were replayed before.");
        if (counts?.WithoutBytes > 0) context.Out.WriteLine($"{counts.WithoutBytes:N0} were too large for the dead-letter topic and are gone from the events topic.");
        if (counts?.OfAnotherTopic > 0) context.Out.WriteLine($"{counts.OfAnotherTopic:N0} are of a topic or partition that the engine does not read.");
        if (left > 0) context.Out.WriteLine($"{left:N0} more match: run it again, or raise --limit.");
    }

    private static object Json(StoredDeadLetter letter)
    {
        var text = letter.Value is { } value && Utf8.IsValid(value) ? Encoding.UTF8.GetString(value) : null;
        return new
        {
            letter.Id,
            letter.Topic,
            letter.Partition,
            letter.Offset,
            letter.Timestamp,
            letter.Reason,
            WrittenAt = letter.At.ToUnixTimeMilliseconds(),
            letter.Bytes,
            Value = text,
            ValueBase64 = text is null && letter.Value is { } bytes ? Convert.ToBase64String(bytes) : null,
        };
    }

    private static string BeginningOf(StoredDeadLetter letter)
    {
        if (letter.Value is not { } value) return "(too large for the topic)";
        if (!Utf8.IsValid(value)) return Convert.ToHexStringLower(value.AsSpan(0, Math.Min(value.Length, Beginning / 2)));
        var text = Encoding.UTF8.GetString(value);
        return EscapedText.Of(text.Length > Beginning ? string.Concat(text.AsSpan(0, Beginning), "…") : text);
    }

    private static IEnumerable<string> Hexadecimal(byte[] bytes)
    {
        for (var at = 0; at < bytes.Length; at += BytesOfARow)
        {
            var row = bytes.AsMemory(at, Math.Min(BytesOfARow, bytes.Length - at));
            var digits = string.Join(' ', row.ToArray().Select(static b => b.ToString("x2", CultureInfo.InvariantCulture))).PadRight(3 * BytesOfARow);
            yield return $"{at:x8}  {digits} {string.Concat(row.ToArray().Select(static b => b is >= 0x20 and < 0x7f ? (char)b : '.'))}";
        }
    }

    private static string Safe(string text) => EscapedText.Of(text);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static string Time(long? milliseconds) =>
        milliseconds is >= -62_135_596_800_000 and <= 253_402_300_799_999 and var ms ? Time(DateTimeOffset.FromUnixTimeMilliseconds(ms)) : $"{milliseconds}";
}

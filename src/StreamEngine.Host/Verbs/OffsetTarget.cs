using System.Globalization;
using StreamEngine.Host.Cli;

namespace StreamEngine.Host.Verbs;

/// <summary>Where <c>offsets reset</c> puts a partition.</summary>
internal enum OffsetTargetKind
{
    /// <summary>Where the newest checkpoint is, else what the group has committed, else the log's start.</summary>
    Current,
    /// <summary>The log's start.</summary>
    Earliest,
    /// <summary>The log's end.</summary>
    Latest,
    /// <summary>The first record that is not older than a time.</summary>
    Time,
    /// <summary>An offset.</summary>
    Offset,
}

/// <summary>Where <c>offsets reset</c> puts a partition, as it was asked for.</summary>
/// <param name="Kind">What is meant.</param>
/// <param name="At">The time, for a time.</param>
/// <param name="Number">The offset, for an offset.</param>
internal readonly record struct OffsetTarget(OffsetTargetKind Kind, DateTimeOffset At = default, long Number = 0)
{
    /// <summary>Reads a target of the command line.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static OffsetTarget Of(string option, string text, DateTimeOffset now)
    {
        if (text == "earliest") return new(OffsetTargetKind.Earliest);
        if (text == "latest") return new(OffsetTargetKind.Latest);
        if (text == "current") return new(OffsetTargetKind.Current);
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var offset)) return new(OffsetTargetKind.Offset, Number: offset);
        return TimeArgument.TryParse(text, now) is { } time ? new(OffsetTargetKind.Time, time)
            : throw new UsageException($"{option} must be earliest, latest, current, an offset, a time such as 2026-06-18T20:00:00Z or how long ago, such as 2h; is {text}");
    }

    /// <summary>Reads <c>partition=target</c> pairs.</summary>
    /// <exception cref="UsageException">One is none, or names a partition twice.</exception>
    public static Dictionary<int, OffsetTarget> Pairs(string option, IEnumerable<string> texts, DateTimeOffset now)
    {
        var pairs = new Dictionary<int, OffsetTarget>();
        foreach (var text in texts)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || !int.TryParse(text.AsSpan(0, equals), NumberStyles.None, CultureInfo.InvariantCulture, out var partition))
                throw new UsageException($"{option} must be a partition, = and a target, such as 3=earliest, is {text}");
            if (!pairs.TryAdd(partition, Of(option, text[(equals + 1)..], now))) throw new UsageException($"{option} names partition {partition} twice");
        }
        return pairs;
    }
}

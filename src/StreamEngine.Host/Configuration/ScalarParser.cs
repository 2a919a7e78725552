using System.Globalization;
using StreamEngine.Events;
using StreamEngine.Pipeline;

namespace StreamEngine.Host.Configuration;

/// <summary>Texts of the configuration to the types of options.</summary>
internal static class ScalarParser
{
    private static readonly Dictionary<Type, (long Minimum, long Maximum)> Integers = new()
    {
        [typeof(byte)] = (byte.MinValue, byte.MaxValue),
        [typeof(short)] = (short.MinValue, short.MaxValue),
        [typeof(ushort)] = (ushort.MinValue, ushort.MaxValue),
        [typeof(int)] = (int.MinValue, int.MaxValue),
        [typeof(uint)] = (uint.MinValue, uint.MaxValue),
        [typeof(long)] = (long.MinValue, long.MaxValue),
    };

    private static readonly string[] InstantFormats =
        [.. from seconds in new[] { "", ":ss", ":ss.FFF" } from zone in new[] { "zzz", "'Z'" } select "yyyy-MM-dd'T'HH:mm" + seconds + zone];

    public static bool Handles(Type type) =>
        type == typeof(string) || type == typeof(bool) || type == typeof(double) || type == typeof(TimeSpan) || type == typeof(DateTimeOffset) || type == typeof(Secret) || type.IsEnum || Integers.ContainsKey(type);

    /// <summary>The value, or what is allowed in its place.</summary>
    public static object? Parse(Type type, string text, out string? allowed)
    {
        allowed = null;
        if (type == typeof(string)) return text;
        if (type == typeof(Secret)) return text.Length > 0 ? new Secret(text) : Fail("a text that is not empty", out allowed);
        if (type == typeof(bool)) return text switch { "true" => true, "false" => false, _ => Fail("true or false", out allowed) };
        if (type == typeof(TimeSpan)) return Durations.TryParse(text, out var duration) ? duration : Fail(Durations.Allowed, out allowed);
        if (type == typeof(DateTimeOffset)) return Instant(text) is { } instant ? instant : Fail("a time with its offset, to the millisecond, such as 2026-06-18T20:00:00+08:00", out allowed);
        if (type == typeof(double)) return Double(text) is { } number ? number : Fail("a number", out allowed);
        return type.IsEnum ? Enumeration(type, text, out allowed) : Integer(type, text, out allowed);
    }

    /// <summary>A value as configuration would write it.</summary>
    public static string Format(object? value) => value switch
    {
        null => "absent",
        TimeSpan duration => Durations.Format(duration),
        DateTimeOffset instant => instant.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFzzz", CultureInfo.InvariantCulture),
        Enum member => SnakeCase.Of(member.ToString()),
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    // Without an offset it would mean another instant on another machine.
    private static DateTimeOffset? Instant(string text) =>
        DateTimeOffset.TryParseExact(text, InstantFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) && instant.Year is >= 1971 and < 2200 ? instant : null;

    private static double? Double(string text) =>
        double.TryParse(Plain(text), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static object? Integer(Type type, string text, out string? allowed)
    {
        allowed = null;
        var (minimum, maximum) = Integers[type];
        if (long.TryParse(Plain(text), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum)
            return Convert.ChangeType(number, type, CultureInfo.InvariantCulture);
        return Fail(maximum == long.MaxValue ? "a whole number" : $"a whole number from {minimum} to {maximum}", out allowed);
    }

    private static object? Enumeration(Type type, string text, out string? allowed)
    {
        allowed = null;
        var names = Enum.GetNames(type);
        var match = names.FirstOrDefault(n => SnakeCase.Of(n) == text);
        return match is null ? Fail("one of " + string.Join(", ", names.Select(SnakeCase.Of)), out allowed) : Enum.Parse(type, match);
    }

    // 1_000_000 reads better than 1000000.
    private static string Plain(string text) =>
        text.Length > 1 && char.IsAsciiDigit(text[^1]) && !text.StartsWith('_') ? text.Replace("_", "", StringComparison.Ordinal) : text;

    private static object? Fail(string what, out string? allowed)
    {
        allowed = what;
        return null;
    }
}

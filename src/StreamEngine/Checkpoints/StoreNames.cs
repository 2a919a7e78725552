using System.Globalization;
using System.Text.RegularExpressions;

namespace StreamEngine.Checkpoints;

/// <summary>
/// The names of files in a store. Every name carries the fencing token of its writer, so that two writers never meet in one file, and what is newer can be told
/// from the name alone. A name that is none of these is somebody else's file: it is neither read nor removed.
/// </summary>
internal static partial class StoreNames
{
    public static string Manifest(long token, long generation) => $"checkpoint-{Number(token, 6)}-{Number(generation, 8)}.json";

    public static string Segment(string part, long token, long generation)
    {
        if (!PartPattern().IsMatch(part)) throw new ArgumentException($"no name of a part: {part}", nameof(part));
        return $"{part}-{Number(token, 6)}-{Number(generation, 8)}.seg";
    }

    public static string Lease(long token) => $"lease-{Number(token, 6)}.json";

    public static bool IsPart(string name) => PartPattern().IsMatch(name);

    public static bool IsSegment(string name) => SegmentPattern().IsMatch(name);

    /// <summary>Token and generation of a manifest's name.</summary>
    public static bool TryManifest(string name, out (long Token, long Generation) number) => TryNumbers(ManifestPattern().Match(name), out number);

    /// <summary>Token and generation of the name of a segment or of its temporary file, or of a manifest's temporary file.</summary>
    public static bool TryWritten(string name, out (long Token, long Generation) number) =>
        TryNumbers(WrittenPattern().Match(name), out number);

    /// <summary>Token of a lease's name.</summary>
    public static bool TryLease(string name, out long token)
    {
        token = 0;
        var match = LeasePattern().Match(name);
        return match.Success && long.TryParse(match.Groups["token"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out token);
    }

    private static string Number(long number, int digits)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(number);
        return number.ToString("D" + digits, CultureInfo.InvariantCulture);
    }

    private static bool TryNumbers(Match match, out (long Token, long Generation) number)
    {
        number = default;
        if (!match.Success
            || !long.TryParse(match.Groups["token"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var token)
            || !long.TryParse(match.Groups["generation"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var generation)) return false;
        number = (token, generation);
        return true;
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9]{0,15}\z")]
    private static partial Regex PartPattern();

    [GeneratedRegex(@"\A[a-z][a-z0-9]{0,15}-(?<token>[0-9]{6,18})-(?<generation>[0-9]{8,18})\.seg\z")]
    private static partial Regex SegmentPattern();

    [GeneratedRegex(@"\Acheckpoint-(?<token>[0-9]{6,18})-(?<generation>[0-9]{8,18})\.json\z")]
    private static partial Regex ManifestPattern();

    [GeneratedRegex(@"\A(?:[a-z][a-z0-9]{0,15}-(?<token>[0-9]{6,18})-(?<generation>[0-9]{8,18})\.seg(?:\.[0-9a-f]{32}\.tmp)?|checkpoint-(?<token>[0-9]{6,18})-(?<generation>[0-9]{8,18})\.json\.[0-9a-f]{32}\.tmp)\z")]
    private static partial Regex WrittenPattern();

    [GeneratedRegex(@"\Alease-(?<token>[0-9]{6,18})\.json(?:\.[0-9a-f]{32}\.tmp)?\z")]
    private static partial Regex LeasePattern();
}

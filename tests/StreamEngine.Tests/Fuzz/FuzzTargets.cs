using System.Text;
using StreamEngine.Checkpoints;
using StreamEngine.ClickHouse.Embedded;
using StreamEngine.Events;
using StreamEngine.Host.Cli;
using StreamEngine.Host.Configuration;
using StreamEngine.Tests.Cli;
using Xunit;

namespace StreamEngine.Tests.Fuzz;

/// <summary>Everything that reads what others wrote. Each takes any bytes and must answer, never throw, hang or contradict itself.</summary>
internal static class FuzzTargets
{
    public static readonly IReadOnlyDictionary<string, Action<byte[]>> All = new Dictionary<string, Action<byte[]>>
    {
        ["events"] = Event,
        ["yaml"] = Yaml,
        ["manifest"] = Manifest,
        ["lease"] = Lease,
        ["arguments"] = Arguments,
        ["queries"] = Query,
    };

    private static readonly ThreadLocal<EventDecoder> Decoder = new(() => new EventDecoder(300_000));

    private static void Event(byte[] input)
    {
        var reused = Decoder.Value!.Decode(input, 1_781_779_200_000, out _, out var reason);
        var fresh = new EventDecoder(300_000).Decode(input, 1_781_779_200_000, out _, out var again);
        Assert.Equal((fresh, again), (reused, reason));
        Assert.Equal(reused == DecodeOutcome.DeadLetter, reason != DeadLetterReason.None);
    }

    private static void Yaml(byte[] input)
    {
        var loaded = ConfigurationLoader.LoadText(Encoding.UTF8.GetString(input), [], Configuration.Loading.NoEnvironment);
        Assert.Equal(loaded.Options is null, loaded.Errors.Count > 0);
        Assert.All(loaded.Errors, error => Assert.NotEmpty(error.Message));
    }

    private static void Manifest(byte[] input)
    {
        ReadManifest(input);
        ReadManifest(Sealed("streamengine-checkpoint", input));
    }

    private static void ReadManifest(byte[] input)
    {
        var manifest = ManifestFile.Read(input, out var refusal);
        Assert.Equal(manifest is null, refusal is not null);
        if (manifest is not null) Assert.NotNull(ManifestFile.Read(ManifestFile.Write(manifest), out _));
    }

    private static void Lease(byte[] input)
    {
        foreach (var file in (byte[][])[input, Sealed("streamengine-lease", input)])
        {
            var lease = LeaseFile.Read(file, 3);
            Assert.Equal(3, lease.Token);
            Assert.NotEmpty(lease.Holder.ToString());
        }
    }

    // A checksum is no defence: whoever alters a file can renew it. So what lies behind it is tried as well.
    private static byte[] Sealed(string format, byte[] input)
    {
        var start = input.AsSpan().IndexOf("\"content\": "u8);
        var content = start < 0 ? input : input[(start + 11)..Math.Max(start + 11, input.Length - 1)];
        return [.. Encoding.UTF8.GetBytes($$"""{"format": "{{format}}", "version": 1, "checksum": "{{Envelope.Hash(content)}}", "content": """), .. content, (byte)'}'];
    }

    private static void Arguments(byte[] input)
    {
        // A leading @ would read a file of this machine; an argument of a process ends at a zero.
        var arguments = Encoding.UTF8.GetString(input).Split('\n', '\0').Select(a => a.TrimStart('@')).ToArray();
        var (errors, set) = CommandLines.Parse(arguments, p => p.Errors.Count > 0 ? (UsageErrors.Of(p).ToList(), []) : (new List<string>(), p.GetValue(GlobalOptions.Set) ?? []));
        Assert.All(errors, error => Assert.DoesNotContain('\n', error));
        if (errors.Count > 0) return;
        var loaded = ConfigurationLoader.LoadText(null, set, Configuration.Loading.NoEnvironment);
        Assert.Equal(loaded.Options is null, loaded.Errors.Count > 0);
    }

    private static void Query(byte[] input)
    {
        var shape = StatementShape.Of(input);
        if (!shape.IsInsertWithData) return;
        Assert.InRange(shape.ClauseStart, 0, shape.FormatStart);
        Assert.InRange(shape.FormatStart, shape.ClauseStart, shape.DataStart);
        Assert.InRange(shape.DataStart, shape.FormatStart, input.Length);
        Assert.Null(shape.Refusal);
        Assert.NotNull(shape.Format);
    }
}

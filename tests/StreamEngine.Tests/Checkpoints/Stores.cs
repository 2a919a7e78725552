using System.Text;
using StreamEngine.Checkpoints;

namespace StreamEngine.Tests.Checkpoints;

/// <summary>Stores with something in them.</summary>
internal static class Stores
{
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(10);

    public static LeaseHolder Holder(string description = "run") => new("machine", "elsewhere", 7, 1, description);

    /// <summary>Takes the lease for a process.</summary>
    public static Lease Take(this CheckpointStore store, string description = "run") => store.TryTake(Holder(description), store.FindLease(), Duration)!;

    /// <summary>Writes a checkpoint of two parts; the lane's has two segments, of which the older is that of the checkpoint before.</summary>
    public static CheckpointManifest Save(this CheckpointStore store, long token, long generation)
    {
        var before = store.List() is [{ Manifest: { Parts: [var last, ..] } }, ..] ? last.Files[^1] : null;
        var lane = store.Write("p000", token, generation, [Bytes($"lane {token}/{generation}, "), Bytes("more of it")]);
        var merge = store.Write("merge", token, generation, [Bytes($"merge {token}/{generation}")]);
        var manifest = Manifest(token, generation) with
        {
            Parts = [new("p000", 100 * generation, before is null ? [lane] : [before, lane]), new("merge", -1, [merge]), new("rows", -1, [])],
        };
        store.Publish(manifest);
        return manifest;
    }

    public static CheckpointManifest Manifest(long token, long generation) => new()
    {
        Token = token,
        Generation = generation,
        Epoch = 0,
        Tick = 1_781_779_200_000 + 1000 * generation,
        Configuration = "c1",
        Scorecards = "s1",
        Positions = new Dictionary<string, IReadOnlyList<long>> { ["tier-changes"] = [17, 0] },
        Parts = [],
        WrittenAt = 1_781_779_200_500,
    };

    /// <summary>What a start does: the newest checkpoint of which every byte can be read, and what was refused before it.</summary>
    public static (CheckpointManifest? Manifest, List<string> Refused) Load(this CheckpointStore store)
    {
        var refused = new List<string>();
        foreach (var stored in store.List())
        {
            try
            {
                if (stored.Manifest is not { } manifest)
                {
                    refused.Add(stored.Refusal!);
                    continue;
                }
                foreach (var file in manifest.Parts.SelectMany(p => p.Files)) store.Read(file);
                return (manifest, refused);
            }
            catch (CheckpointFault e) when (e.Kind == CheckpointFaultKind.Damaged)
            {
                refused.Add(e.Message);
            }
        }
        return (null, refused);
    }

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}

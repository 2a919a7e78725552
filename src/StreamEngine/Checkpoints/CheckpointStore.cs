using System.Collections.Concurrent;
using System.IO.Hashing;

namespace StreamEngine.Checkpoints;

/// <summary>
/// Checkpoints in a folder: segments, manifests that name them, and the lease of the process that may write. The order of writing makes it safe to die anywhere:
/// segments, then the manifest, then the removal of what no kept manifest names. Segments may be written from any thread; the rest is for one thread at a time.
/// </summary>
public sealed class CheckpointStore(ICheckpointFolder folder)
{
    /// <summary>The fewest checkpoints that are kept: when the newest is found damaged there must be one before it.</summary>
    public const int FewestGenerations = 2;

    private readonly ConcurrentDictionary<string, string> _damaged = new();

    /// <summary>What it is called in messages.</summary>
    public string Name => folder.Name;

    /// <summary>Writes a segment of a part. It counts once a manifest that names it is published.</summary>
    /// <param name="part">Name of the part.</param>
    /// <param name="token">The writer's fencing token.</param>
    /// <param name="generation">The checkpoint that it is written for.</param>
    /// <param name="content">Its bytes, in pieces.</param>
    /// <exception cref="CheckpointFault">It cannot be written, or there is one already.</exception>
    public CheckpointFile Write(string part, long token, long generation, IReadOnlyList<ReadOnlyMemory<byte>> content)
    {
        var name = StoreNames.Segment(part, token, generation);
        var hash = new XxHash128();
        foreach (var piece in content) hash.Append(piece.Span);
        var file = new CheckpointFile(name, content.Sum(piece => (long)piece.Length), Convert.ToHexStringLower(hash.GetCurrentHash()));
        if (!folder.TryCreate(name, content)) throw new CheckpointFault(CheckpointFaultKind.Fenced, $"{name} in {Name} is there already: another process writes under the same token");
        return file;
    }

    /// <summary>Makes a checkpoint exist. On return it survives anything; when this throws it may or may not exist, and either is sound.</summary>
    /// <exception cref="CheckpointFault">The lease is another's by now, or the folder cannot be written.</exception>
    public void Publish(CheckpointManifest manifest)
    {
        var bytes = ManifestFile.Write(manifest);
        CheckLease(manifest.Token);
        folder.Sync();
        var name = StoreNames.Manifest(manifest.Token, manifest.Generation);
        if (!folder.TryCreate(name, [bytes])) throw new CheckpointFault(CheckpointFaultKind.Fenced, $"{name} in {Name} is there already: another process writes under the same token");
        folder.Sync();
        CheckLease(manifest.Token);
    }

    /// <summary>All checkpoints, newest first. Manifests are verified, and that their segments are there; a segment's bytes are when it is read.</summary>
    /// <exception cref="CheckpointFault">The folder cannot be read.</exception>
    public IReadOnlyList<StoredCheckpoint> List()
    {
        var found = new List<StoredCheckpoint>();
        foreach (var name in folder.List())
        {
            if (StoreNames.TryManifest(name, out var number)) found.Add(Find(name, number));
        }
        return [.. found.OrderByDescending(c => c.Token).ThenByDescending(c => c.Generation)];
    }

    /// <summary>The bytes of a segment, verified. A checkpoint of which a segment was found damaged is refused by <see cref="List"/> from then on.</summary>
    /// <exception cref="CheckpointFault">It is damaged, or cannot be read.</exception>
    public byte[] Read(CheckpointFile file)
    {
        // A file that has grown is not read into memory to find that out.
        var bytes = folder.LengthOf(file.Name) == file.Length ? folder.Read(file.Name) : null;
        var wrong = bytes is null ? WrongLength(file)
            : bytes.Length != file.Length || Envelope.Hash(bytes) != file.Hash ? $"{file.Name} does not have the checksum that it was written with" : null;
        if (wrong is null) return bytes!;
        _damaged[file.Name] = wrong;
        throw new CheckpointFault(CheckpointFaultKind.Damaged, $"{wrong} (in {Name})");
    }

    /// <summary>Removes what is not needed: all but the newest checkpoints that are sound, and segments and temporary files that none of them needs and none will.</summary>
    /// <param name="token">The caller's fencing token.</param>
    /// <param name="generations">How many checkpoints to keep, at least <see cref="FewestGenerations"/>.</param>
    /// <returns>The names of the files that are gone.</returns>
    /// <exception cref="CheckpointFault">The lease is another's by now, or the folder cannot be written.</exception>
    public IReadOnlyList<string> Prune(long token, int generations)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(generations, FewestGenerations);
        // Listed before the manifests are read: a segment that appears meanwhile is none of this list.
        var names = folder.List();
        var kept = List().Where(c => c.Manifest is not null).Take(generations).ToList();
        if (kept.Count == 0) return [];
        CheckLease(token);
        var needed = kept.SelectMany(c => c.Manifest!.Parts).SelectMany(p => p.Files).Select(f => f.Name).ToHashSet();
        var (newest, oldest) = ((kept[0].Token, kept[0].Generation), (kept[^1].Token, kept[^1].Generation));
        var unneeded = names.Where(name => StoreNames.TryManifest(name, out var manifest) ? manifest.CompareTo(oldest) < 0
            : StoreNames.TryWritten(name, out var written) ? !needed.Contains(name) && written.CompareTo(newest) <= 0
            : StoreNames.TryLease(name, out var lease) && lease < token).ToList();
        // Manifests first: one that is there has all its segments.
        foreach (var name in unneeded.OrderByDescending(n => StoreNames.TryManifest(n, out _))) folder.Delete(name);
        return unneeded;
    }

    /// <summary>The lease with the highest token; null when nobody ever held one.</summary>
    /// <exception cref="CheckpointFault">The folder cannot be read.</exception>
    public Lease? FindLease()
    {
        var token = HighestLease();
        return token > 0 ? LeaseFile.Read(folder.Read(StoreNames.Lease(token)), token) : null;
    }

    /// <summary>Takes the lease: of two who try at the same time one succeeds.</summary>
    /// <param name="holder">The caller.</param>
    /// <param name="after">The lease that was found and is over; null when there was none.</param>
    /// <param name="duration">How long the lease lasts without a renewal.</param>
    /// <returns>The caller's lease, or null when another was faster.</returns>
    /// <exception cref="CheckpointFault">The folder cannot be written.</exception>
    public Lease? TryTake(LeaseHolder holder, Lease? after, TimeSpan duration)
    {
        // Above the checkpoints too, in case somebody removed the leases.
        var token = Math.Max(after?.Token ?? 0, List().Select(c => c.Token).FirstOrDefault()) + 1;
        var lease = new Lease { Token = token, Holder = holder, DurationMilliseconds = (long)duration.TotalMilliseconds };
        if (HighestLease() >= token || !folder.TryCreate(StoreNames.Lease(token), [LeaseFile.Write(lease)])) return null;
        folder.Sync();
        // Another may have counted differently; the higher token wins, and only that one.
        return HighestLease() == token ? lease : null;
    }

    /// <summary>Says that the holder is still there.</summary>
    /// <returns>The lease as it is now.</returns>
    /// <exception cref="CheckpointFault">Another has taken it over, or the folder cannot be written.</exception>
    public Lease Renew(Lease lease)
    {
        CheckLease(lease.Token);
        var renewed = lease with { Renewals = lease.Renewals + 1 };
        folder.Replace(StoreNames.Lease(lease.Token), LeaseFile.Write(renewed));
        CheckLease(lease.Token);
        return renewed;
    }

    /// <summary>Gives the lease up, so that the next one need not wait. Does nothing when another has taken it over.</summary>
    /// <exception cref="CheckpointFault">The folder cannot be written.</exception>
    public void Release(Lease lease)
    {
        if (HighestLease() == lease.Token) folder.Replace(StoreNames.Lease(lease.Token), LeaseFile.Write(lease with { Renewals = lease.Renewals + 1, Released = true }));
    }

    private StoredCheckpoint Find(string name, (long Token, long Generation) number)
    {
        var refusal = "is gone";
        var manifest = folder.Read(name) is { } bytes ? ManifestFile.Read(bytes, out refusal!) : null;
        if (manifest is not null && (manifest.Token, manifest.Generation) != number) (manifest, refusal) = (null, "is the manifest of another checkpoint, renamed");
        if (manifest is null) return new(name, number.Token, number.Generation, null, $"{name} {refusal}");
        var wrong = manifest.Parts.SelectMany(p => p.Files)
            .Select(f => _damaged.GetValueOrDefault(f.Name) ?? (folder.LengthOf(f.Name) == f.Length ? null : WrongLength(f))).FirstOrDefault(w => w is not null);
        return new(name, number.Token, number.Generation, wrong is null ? manifest : null, wrong);
    }

    private string WrongLength(CheckpointFile file) => folder.LengthOf(file.Name) is { } length
        ? $"{file.Name} has {length} bytes and was written with {file.Length}"
        : $"{file.Name} is missing";

    private long HighestLease()
    {
        var highest = 0L;
        foreach (var name in folder.List())
        {
            if (StoreNames.TryLease(name, out var token) && !name.EndsWith(LocalFolder.Temporary, StringComparison.Ordinal)) highest = Math.Max(highest, token);
        }
        return highest;
    }

    private void CheckLease(long token)
    {
        if (HighestLease() == token) return;
        throw new CheckpointFault(CheckpointFaultKind.Fenced, FindLease() is { } lease
            ? $"{lease.Holder} has taken the checkpoints in {Name} over (token {lease.Token}, this process has {token}): this process ends and has changed nothing since"
            : $"the lease of this process (token {token}) is gone from {Name}: somebody removed it, so this process ends");
    }
}

namespace StreamEngine.Checkpoints;

/// <summary>Manifests as bytes. What is read is checked as if a stranger had written it: a manifest names files and offsets that are acted upon.</summary>
public static class ManifestFile
{
    private const string Format = "streamengine-checkpoint";

    /// <summary>The bytes of a manifest.</summary>
    /// <exception cref="ArgumentException">The manifest contradicts itself.</exception>
    public static byte[] Write(CheckpointManifest manifest)
    {
        if (Contradiction(manifest) is { } wrong) throw new ArgumentException(wrong, nameof(manifest));
        return Envelope.Write(Format, manifest);
    }

    /// <summary>The manifest, or null and why the bytes are refused.</summary>
    public static CheckpointManifest? Read(byte[] file, out string? refusal)
    {
        var manifest = Envelope.Read<CheckpointManifest>(Format, file, out refusal);
        if (manifest is null || (refusal = Contradiction(manifest)) is null) return manifest;
        return null;
    }

    private static string? Contradiction(CheckpointManifest manifest)
    {
        if (manifest.Token < 1 || manifest.Generation < 1 || manifest.Epoch < 0) return "has a token, generation or epoch that cannot be";
        if (manifest.Positions.Any(p => p.Value is null || p.Value.Any(next => next < 0))) return "has a position below 0";
        if (manifest.Parts.Any(p => p?.Name is null || p.Files is null || !StoreNames.IsPart(p.Name) || p.NextOffset < -1)) return "has a part with a name or offset that cannot be";
        if (manifest.Parts.Select(p => p.Name).Distinct().Count() != manifest.Parts.Count) return "names a part twice";
        var files = manifest.Parts.SelectMany(p => p.Files).ToList();
        if (files.Exists(f => f?.Name is null || f.Hash is null || !StoreNames.IsSegment(f.Name) || f.Length < 0 || f.Hash.Length != 32 || !f.Hash.All(char.IsAsciiHexDigitLower)))
            return "names a file that cannot be one of a store's";
        return files.Select(f => f.Name).Distinct().Count() != files.Count ? "names a file twice" : null;
    }
}

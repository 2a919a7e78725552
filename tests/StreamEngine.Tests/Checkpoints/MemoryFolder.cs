using StreamEngine.Checkpoints;

namespace StreamEngine.Tests.Checkpoints;

/// <summary>A folder in memory. What was made since the last sync may be lost, and every call can be made to fail: crashes and full disks without either.</summary>
internal sealed class MemoryFolder : ICheckpointFolder
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, byte[]> _files = [];
    private Dictionary<string, byte[]> _synced = [];

    public string Name => "memory";

    /// <summary>Told of every call that changes something, before it does; what it throws is what the call throws.</summary>
    public Action<string, string>? Before { get; set; }

    public IReadOnlyList<string> List()
    {
        lock (_gate) return [.. _files.Keys];
    }

    public long? LengthOf(string name) => Read(name)?.Length;

    public byte[]? Read(string name)
    {
        lock (_gate) return _files.GetValueOrDefault(name);
    }

    public bool TryCreate(string name, IReadOnlyList<ReadOnlyMemory<byte>> content)
    {
        Before?.Invoke("create", name);
        var bytes = new byte[content.Sum(piece => piece.Length)];
        var at = 0;
        foreach (var piece in content)
        {
            piece.CopyTo(bytes.AsMemory(at));
            at += piece.Length;
        }
        lock (_gate) return _files.TryAdd(name, bytes);
    }

    public void Replace(string name, ReadOnlyMemory<byte> content)
    {
        Before?.Invoke("replace", name);
        lock (_gate) _files[name] = content.ToArray();
    }

    public void Delete(string name)
    {
        Before?.Invoke("delete", name);
        lock (_gate) _files.Remove(name);
    }

    public void Sync()
    {
        Before?.Invoke("sync", "");
        lock (_gate) _synced = new(_files);
    }

    /// <summary>The bytes of a file that no loss of power takes away; null when there is none.</summary>
    public byte[]? Durable(string name)
    {
        lock (_gate) return _synced.GetValueOrDefault(name);
    }

    /// <summary>Takes away every name that was not synced yet.</summary>
    public void LosePower()
    {
        lock (_gate)
        {
            _files.Clear();
            foreach (var (name, bytes) in _synced) _files[name] = bytes;
        }
    }
}

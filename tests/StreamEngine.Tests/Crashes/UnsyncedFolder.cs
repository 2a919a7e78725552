using StreamEngine.Checkpoints;
using StreamEngine.Tests.Checkpoints;

namespace StreamEngine.Tests.Crashes;

/// <summary>A folder that says that everything is durable at once.</summary>
internal sealed class UnsyncedFolder(MemoryFolder folder) : ICheckpointFolder
{
    public string Name => folder.Name;

    public IReadOnlyList<string> List() => folder.List();

    public long? LengthOf(string name) => folder.LengthOf(name);

    public byte[]? Read(string name) => folder.Read(name);

    public bool TryCreate(string name, IReadOnlyList<ReadOnlyMemory<byte>> content) => folder.TryCreate(name, content);

    public void Replace(string name, ReadOnlyMemory<byte> content) => folder.Replace(name, content);

    public void Delete(string name) => folder.Delete(name);

    public void Sync()
    {
    }
}

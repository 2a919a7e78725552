namespace StreamEngine.Checkpoints;

/// <summary>
/// The few things that a store needs of where its files lie: a flat set of names with bytes, in which a file is there whole or not at all. From any thread.
/// Whatever can do these - a directory, an object store with conditional writes - can hold checkpoints.
/// </summary>
public interface ICheckpointFolder
{
    /// <summary>What it is called in messages.</summary>
    string Name { get; }

    /// <summary>The names of all files, in no order.</summary>
    /// <exception cref="CheckpointFault">It cannot be read.</exception>
    IReadOnlyList<string> List();

    /// <summary>The length of a file, bytes; null when there is none.</summary>
    long? LengthOf(string name);

    /// <summary>The bytes of a file; null when there is none.</summary>
    /// <exception cref="CheckpointFault">It cannot be read.</exception>
    byte[]? Read(string name);

    /// <summary>Makes a file, atomically: of two who make the same one succeeds. Its bytes are durable on return, its name after <see cref="Sync"/>.</summary>
    /// <returns>False when the name is taken.</returns>
    /// <exception cref="CheckpointFault">It cannot be written.</exception>
    bool TryCreate(string name, IReadOnlyList<ReadOnlyMemory<byte>> content);

    /// <summary>Makes a file in the place of an older one, if there is one, atomically: a reader sees either. Durable as with <see cref="TryCreate"/>.</summary>
    /// <exception cref="CheckpointFault">It cannot be written.</exception>
    void Replace(string name, ReadOnlyMemory<byte> content);

    /// <summary>Removes a file; nothing happens when there is none.</summary>
    /// <exception cref="CheckpointFault">It cannot be removed.</exception>
    void Delete(string name);

    /// <summary>Returns when all that was made is where no loss of power takes it away.</summary>
    /// <exception cref="CheckpointFault">The disk failed.</exception>
    void Sync();
}

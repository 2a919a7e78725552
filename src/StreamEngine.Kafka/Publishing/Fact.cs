using System.Text;
using Confluent.Kafka;

namespace StreamEngine.Kafka.Publishing;

/// <summary>A record that the engine publishes: complete in itself, with an id that is the same whenever it is made again, so that a start can tell what is there already.</summary>
/// <param name="Topic">Where it goes.</param>
/// <param name="Key">The record's key; null for none.</param>
/// <param name="Id">Its own id, unique in its topic; null when nobody looks for it.</param>
/// <param name="Value">What it says; null for nothing.</param>
public sealed record Fact(string Topic, byte[]? Key, string? Id, byte[]? Value)
{
    /// <summary>The header that has the id.</summary>
    internal const string IdHeader = "id";

    /// <summary>The partition that it goes to; null (default): the one of its key.</summary>
    public int? Partition { get; init; }

    /// <summary>Headers besides the id.</summary>
    public IReadOnlyList<KeyValuePair<string, byte[]>> Headers { get; init; } = [];

    internal Message<byte[]?, byte[]?> ToMessage()
    {
        var headers = new Headers();
        if (Id is not null) headers.Add(IdHeader, Encoding.UTF8.GetBytes(Id));
        foreach (var (name, value) in Headers) headers.Add(name, value);
        return new() { Key = Key, Value = Value, Headers = headers };
    }
}

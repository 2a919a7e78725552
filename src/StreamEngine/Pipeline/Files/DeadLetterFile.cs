using System.Text.Unicode;
using StreamEngine.Events;

namespace StreamEngine.Pipeline.Files;

/// <summary>
/// Dead letters of a replay as JSON lines: partition, line, reason and the original bytes, as text where they are UTF-8, else in base64. By partition and
/// line, however many threads found them: each partition has a file of its own until the end. The file is made when there is a first dead letter.
/// </summary>
public sealed class DeadLetterFile(string path, int partitions) : IDeadLetterSink
{
    private readonly JsonLinesFile?[] _files = new JsonLinesFile?[partitions];

    /// <inheritdoc/>
    public ValueTask WriteAsync(DeadLetter letter, CancellationToken stop)
    {
        // Lanes write side by side, but each only to the file of its own partition.
        var file = _files[letter.Partition] ??= new JsonLinesFile(PartOf(letter.Partition));
        var text = file.Text.Object()
            .Name("partition").Value(letter.Partition)
            .Name("offset").Value(letter.Offset)
            .Name("reason").Value(DeadLetterReasons.Name(letter.Reason));
        if (Utf8.IsValid(letter.Value)) text.Name("value").Value(letter.Value);
        else text.Name("value_base64").Value(Convert.ToBase64String(letter.Value));
        text.EndObject();
        file.EndLine();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask FlushAsync(CancellationToken stop) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> Positions => new Dictionary<string, IReadOnlyList<long>>();

    /// <summary>Joins the partitions' files.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Array.TrueForAll(_files, f => f is null)) return;
        await using var whole = File.Create(path);
        for (var partition = 0; partition < _files.Length; partition++)
        {
            if (_files[partition] is not { } file) continue;
            file.Dispose();
            await using (var part = File.OpenRead(PartOf(partition))) await part.CopyToAsync(whole);
            File.Delete(PartOf(partition));
        }
    }

    private string PartOf(int partition) => $"{path}.{partition}.tmp";
}

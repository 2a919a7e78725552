namespace StreamEngine.Host.Configuration;

/// <summary>A value of a configuration before it is bound, and where it was written.</summary>
internal abstract class ConfigNode(Origin origin)
{
    public Origin Origin { get; } = origin;

    /// <summary>Nothing was written.</summary>
    public bool IsNull => this is ConfigScalar { Text: null };

    /// <summary>What it is, for messages.</summary>
    public abstract string Kind { get; }
}

/// <summary>A text or number; null when nothing, <c>~</c> or <c>null</c> is written.</summary>
internal sealed class ConfigScalar(string? text, Origin origin) : ConfigNode(origin)
{
    public string? Text { get; } = text;

    public override string Kind => Text is null ? "empty" : "a single value";
}

/// <summary>Keys and values, in the order of the file.</summary>
internal sealed class ConfigMap(Origin origin) : ConfigNode(origin)
{
    public OrderedDictionary<string, ConfigNode> Entries { get; } = [];

    public override string Kind => "a section";

    /// <summary>The text of a key, null when there is none.</summary>
    public string? TextOf(string key) => Entries.TryGetValue(key, out var node) ? (node as ConfigScalar)?.Text : null;
}

/// <summary>A list.</summary>
internal sealed class ConfigList(Origin origin) : ConfigNode(origin)
{
    private static readonly string[] Keys = ["id", "name"];

    public List<ConfigNode> Items { get; } = [];

    public override string Kind => "a list";

    /// <summary>By what the items of a list are told apart: <c>id</c> or <c>name</c>; null when by their place.</summary>
    public string? Key => Keys.FirstOrDefault(key => Items.Count > 0 && Items.All(i => i is ConfigMap map && map.TextOf(key) is not null));

    /// <summary>What an item is called in a path: its id or name, else its place.</summary>
    public string NameOf(int index) =>
        Items[index] is ConfigMap map ? map.TextOf("id") ?? map.TextOf("name") ?? index.ToString() : index.ToString();
}

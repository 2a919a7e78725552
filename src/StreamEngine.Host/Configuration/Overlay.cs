namespace StreamEngine.Host.Configuration;

/// <summary>
/// Lays one configuration over another. Sections are merged key by key; lists whose items have an <c>id</c> (or a <c>name</c>) item by item, and
/// <c>remove: true</c> takes one out; everything else is replaced.
/// </summary>
internal static class Overlay
{
    private const string Remove = "remove";

    public static ConfigNode Merge(ConfigNode lower, ConfigNode upper, string path, List<ConfigurationError> errors) => (lower, upper) switch
    {
        (ConfigMap a, ConfigMap b) => Merge(a, b, path, errors),
        (ConfigList { Key: { } key } a, ConfigList b) => Merge(a, b, key, path, errors),
        _ => upper,
    };

    private static ConfigMap Merge(ConfigMap lower, ConfigMap upper, string path, List<ConfigurationError> errors)
    {
        var merged = new ConfigMap(upper.Origin);
        foreach (var (key, node) in lower.Entries) merged.Entries[key] = node;
        foreach (var (key, node) in upper.Entries)
        {
            var below = path.Length == 0 ? key : $"{path}.{key}";
            merged.Entries[key] = merged.Entries.TryGetValue(key, out var old) ? Merge(old, node, below, errors) : node;
        }
        return merged;
    }

    private static ConfigList Merge(ConfigList lower, ConfigList upper, string key, string path, List<ConfigurationError> errors)
    {
        var merged = new ConfigList(upper.Origin);
        merged.Items.AddRange(lower.Items);
        var seen = new HashSet<string>();
        foreach (var item in upper.Items)
        {
            var name = (item as ConfigMap)?.TextOf(key);
            var index = name is null ? -1 : merged.Items.FindIndex(i => (i as ConfigMap)?.TextOf(key) == name);
            if (name is not null && !seen.Add(name)) errors.Add(new($"{path}[{name}]", item.Origin, "is there a second time"));
            if (name is not null && ((ConfigMap)item).TextOf(Remove) == "true")
            {
                if (index >= 0) merged.Items.RemoveAt(index);
                else errors.Add(new($"{path}[{name}]", item.Origin, "is to be removed but is not there"));
            }
            else if (index >= 0) merged.Items[index] = Merge(merged.Items[index], item, $"{path}[{name}]", errors);
            else merged.Items.Add(item);
        }
        return merged;
    }
}

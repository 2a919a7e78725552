namespace StreamEngine.Host.Configuration;

/// <summary>One value set from outside the file: by an environment variable or on the command line.</summary>
internal sealed record Override(string[] Segments, string Value, Origin Origin)
{
    private const string Prefix = "STREAMENGINE__";

    /// <summary>
    /// <c>STREAMENGINE__KAFKA__BOOTSTRAP_SERVERS</c> is <c>kafka.bootstrap_servers</c>. Sorted by name, so that the result does not depend on the order of the
    /// environment.
    /// </summary>
    public static IEnumerable<Override> FromEnvironment(IReadOnlyDictionary<string, string> environment) => environment
        .Where(v => v.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        .OrderBy(v => v.Key, StringComparer.Ordinal)
        .Select(v => new Override(v.Key[Prefix.Length..].ToLowerInvariant().Split("__"), v.Value, new Origin(OriginKind.Environment, Name: v.Key)));

    /// <summary><c>scoring.product.indicators[price_edge].weight=10</c>.</summary>
    public static Override? FromCommandLine(string text, List<ConfigurationError> errors)
    {
        var origin = new Origin(OriginKind.CommandLine);
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var segments = equals <= 0 ? [] : Split(text[..equals]);
        if (segments.Length > 0 && segments.All(s => s.Length > 0)) return new Override(segments, text[(equals + 1)..], origin);
        errors.Add(new("", origin, $"must be path=value, such as kafka.bootstrap_servers=127.0.0.1:9092, is '{text}'"));
        return null;
    }

    /// <summary>Puts the value where the segments lead, making sections on the way; whether they may be there is for the binder to say.</summary>
    public void Apply(ConfigMap root, List<ConfigurationError> errors)
    {
        ConfigNode node = root;
        var path = "";
        for (var i = 0; i < Segments.Length; i++)
        {
            var last = i == Segments.Length - 1 ? new ConfigScalar(Value.Length == 0 ? null : Value, Origin) : null;
            path = node is ConfigMap && path.Length > 0 ? $"{path}.{Segments[i]}" : node is ConfigList ? $"{path}[{Segments[i]}]" : Segments[i];
            var next = Step(node, Segments[i], last);
            if (next is null)
            {
                errors.Add(new(path, Origin, "is not in the list; a file can add it"));
                return;
            }
            node = next;
        }
    }

    private ConfigNode? Step(ConfigNode node, string segment, ConfigScalar? last)
    {
        if (node is ConfigList list)
        {
            var index = Enumerable.Range(0, list.Items.Count).Cast<int?>().FirstOrDefault(n => list.NameOf(n!.Value).Equals(segment, StringComparison.OrdinalIgnoreCase));
            if (index is null) return null;
            return list.Items[index.Value] = last ?? Section(list.Items[index.Value]);
        }
        var map = (ConfigMap)node;
        var key = map.Entries.Keys.FirstOrDefault(k => Origin.Kind == OriginKind.Environment && k.Equals(segment, StringComparison.OrdinalIgnoreCase)) ?? segment;
        return map.Entries[key] = last ?? Section(map.Entries.GetValueOrDefault(key));
    }

    // A copy, since the same node may be shared by an alias or by the defaults.
    private ConfigNode Section(ConfigNode? node)
    {
        if (node is ConfigList list)
        {
            var items = new ConfigList(list.Origin);
            items.Items.AddRange(list.Items);
            return items;
        }
        var map = new ConfigMap(node is ConfigMap ? node.Origin : Origin);
        if (node is ConfigMap old) foreach (var (key, value) in old.Entries) map.Entries[key] = value;
        return map;
    }

    private static string[] Split(string path)
    {
        // Dots separate, brackets too; inside brackets a dot is a letter like any other.
        var segments = new List<string>();
        var rest = path.AsSpan();
        while (!rest.IsEmpty)
        {
            var inBrackets = rest[0] == '[';
            if (inBrackets) rest = rest[1..];
            var end = inBrackets ? rest.IndexOf(']') : rest.IndexOfAny('.', '[');
            segments.Add(end < 0 ? rest.ToString() : rest[..end].ToString());
            if (end < 0) break;
            rest = rest[(rest[end] == '[' ? end : end + 1)..];
            if (inBrackets && !rest.IsEmpty && rest[0] == '.') rest = rest[1..];
        }
        return [.. segments];
    }
}

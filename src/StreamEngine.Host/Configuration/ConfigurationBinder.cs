using System.ComponentModel.DataAnnotations;
using System.Reflection;
using StreamEngine.Pipeline;

namespace StreamEngine.Host.Configuration;

/// <summary>
/// Nodes to option records, by reflection. Goes on after an error, so that all are found: what cannot be bound keeps the default of the code meanwhile.
/// </summary>
internal sealed class ConfigurationBinder(IReadOnlyDictionary<string, string> environment, List<ConfigurationError> errors)
{
    private static readonly object Unbound = new();
    private readonly Dictionary<string, Origin> _origins = [];
    private readonly int _readingErrors = errors.Count;
    private readonly SecretFiles _secretFiles = new(errors);
    private readonly EnvironmentReferences _references = new(environment, errors);

    public T Bind<T>(ConfigNode node) where T : class, new() => Value(typeof(T), node, "") as T ?? new T();

    /// <summary>Where a value was written, or the nearest section around it.</summary>
    public Origin? OriginOf(string path)
    {
        while (true)
        {
            if (_origins.TryGetValue(path, out var origin)) return origin;
            var end = path.AsSpan().LastIndexOfAny('.', '[');
            if (end <= 0) return null;
            path = path[..end];
        }
    }

    /// <summary>Reports an error unless the value, or the section that it is in, has been reported already.</summary>
    public void Report(string path, string message)
    {
        if (errors.Skip(_readingErrors).Any(e => path == e.Path || (e.Path.Length > 0 && path.StartsWith(e.Path, StringComparison.Ordinal) && path[e.Path.Length] is '.' or '['))) return;
        errors.Add(new(path, OriginOf(path), message));
    }

    private object? Value(Type type, ConfigNode node, string path)
    {
        _origins[path] = node.Origin;
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (ScalarParser.Handles(type)) return Scalar(type, node, path);
        var structure = Structured(node);
        if (OptionTypes.ElementOfDictionary(type) is { } value) return structure is ConfigMap map ? Dictionary(value, map, path) : Wrong(path, "a section", node);
        if (OptionTypes.ElementOfList(type) is { } item) return structure is ConfigList list ? List(item, list, path) : Wrong(path, "a list", node);
        return structure is ConfigMap section ? Record(type, section, path) : Wrong(path, "a section", node);
    }

    private object? Scalar(Type type, ConfigNode node, string path)
    {
        if (node is not ConfigScalar { Text: { } written }) return Wrong(path, "a single value", node);
        if (_references.Resolve(written, path, node.Origin) is not { } text) return Unbound;
        if (type == typeof(Secret) && node.Origin.Kind == OriginKind.CommandLine && text == written)
        {
            errors.Add(new(path, node.Origin, "must not be on the command line, where every user of the machine can read it: use ${env:NAME}, or the same key with _file"));
            return Unbound;
        }
        var value = ScalarParser.Parse(type, text, out var allowed);
        if (allowed is null) return value;
        errors.Add(new(path, node.Origin, $"must be {allowed}{(type == typeof(Secret) ? "" : $", is {text}")}"));
        return Unbound;
    }

    // A list or section in an environment variable or on the command line is text until it is known that one is wanted.
    private ConfigNode Structured(ConfigNode node) =>
        node is ConfigScalar { Text: { } text, Origin.Kind: OriginKind.Environment or OriginKind.CommandLine }
            ? YamlReader.ReadValue(text, node.Origin, errors) ?? node
            : node;

    private Array List(Type item, ConfigList list, string path)
    {
        var values = new List<object?>();
        for (var i = 0; i < list.Items.Count; i++)
        {
            var value = Value(item, list.Items[i], $"{path}[{list.NameOf(i)}]");
            if (value != Unbound) values.Add(value);
        }
        var array = Array.CreateInstance(item, values.Count);
        for (var i = 0; i < values.Count; i++) array.SetValue(values[i], i);
        return array;
    }

    private object Dictionary(Type item, ConfigMap map, string path)
    {
        var dictionary = (System.Collections.IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), item))!;
        foreach (var (key, node) in map.Entries)
        {
            if (node.IsNull) continue; // takes out what the defaults have
            var value = Value(item, node, $"{path}[{key}]");
            if (value != Unbound) dictionary[key] = value;
        }
        return dictionary;
    }

    private object Record(Type type, ConfigMap map, string path)
    {
        var record = Activator.CreateInstance(type)!;
        var properties = OptionTypes.Properties(type);
        foreach (var (key, node) in map.Entries)
        {
            var below = Below(path, key);
            if (properties.TryGetValue(key, out var property)) Set(record, property, node, below);
            else if (SecretFiles.PropertyOf(key, properties) is { } secret) SetSecret(record, secret, map, key, below);
            else errors.Add(new(below, node.Origin, Unknown(key, properties.Keys)));
        }
        foreach (var (key, property) in properties.Where(p => !map.Entries.ContainsKey(p.Key))) Check(property, record, Below(path, key));
        if (record is IValidatableObject self) CheckSelf(self, path);
        return record;
    }

    private void Set(object record, PropertyInfo property, ConfigNode node, string path)
    {
        _origins[path] = node.Origin;
        if (node.IsNull)
        {
            if (OptionTypes.AllowsNull(property)) property.SetValue(record, null);
            else if (ScalarParser.Handles(property.PropertyType)) errors.Add(new(path, node.Origin, "must have a value, is empty"));
            // An empty section says nothing: all below it may be commented out.
            return;
        }
        var value = Value(property.PropertyType, node, path);
        if (value == Unbound) return;
        property.SetValue(record, value);
        Check(property, record, path);
    }

    private void SetSecret(object record, PropertyInfo property, ConfigMap map, string key, string path)
    {
        var node = map.Entries[key];
        if (node.IsNull) return;
        _origins[path] = node.Origin;
        var other = key[..^SecretFiles.Suffix.Length];
        if (map.Entries.TryGetValue(other, out var own) && !own.IsNull)
        {
            errors.Add(new(path, node.Origin, $"must be absent, since {other} is there too"));
            return;
        }
        if (Value(typeof(string), node, path) is string file && _secretFiles.Read(file, path, node.Origin) is { } secret) property.SetValue(record, secret);
    }

    private void Check(PropertyInfo property, object record, string path)
    {
        foreach (var message in Limits.Violated(property, property.GetValue(record))) Report(path, message);
    }

    private void CheckSelf(IValidatableObject record, string path)
    {
        foreach (var result in record.Validate(new ValidationContext(record)))
        {
            foreach (var member in result.MemberNames.DefaultIfEmpty(""))
                Report(member.Length == 0 ? path : Below(path, OptionTypes.KeyOf(record.GetType(), member)), result.ErrorMessage ?? "is wrong");
        }
    }

    private object Wrong(string path, string wanted, ConfigNode node)
    {
        errors.Add(new(path, node.Origin, $"must be {wanted}, is {node.Kind}"));
        return Unbound;
    }

    private static string Below(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    private static string Unknown(string key, IEnumerable<string> known)
    {
        var names = known.ToList();
        var guess = Spelling.Closest(key, names);
        return $"is no key here{(guess is null ? "" : $", did you mean {guess}?")}; allowed are {string.Join(", ", names)}";
    }
}

using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace StreamEngine.Host.Configuration;

/// <summary>
/// YAML text to nodes that know their line. Reads the parser's events and not YamlDotNet's own tree, which stops at the first key that is there twice.
/// </summary>
internal sealed class YamlReader
{
    /// <summary>Deeper than any configuration, and nowhere near the end of the stack.</summary>
    private const int DeepestNesting = 64;

    private readonly Parser _parser;
    private readonly Func<Mark, Origin> _origin;
    private readonly List<ConfigurationError> _errors;
    private readonly Dictionary<AnchorName, ConfigNode> _anchors = [];
    private int _depth;

    private YamlReader(TextReader text, Func<Mark, Origin> origin, List<ConfigurationError> errors)
    {
        _parser = new Parser(text);
        _origin = origin;
        _errors = errors;
    }

    /// <summary>A document; null when it is empty or no YAML, in which case an error says why.</summary>
    public static ConfigNode? Read(string text, OriginKind kind, List<ConfigurationError> errors) =>
        Read(text, mark => new Origin(kind, (int)mark.Line), errors);

    /// <summary>A value of an override, such as <c>[a, b]</c>; all of it has one origin.</summary>
    public static ConfigNode? ReadValue(string text, Origin origin, List<ConfigurationError> errors) => Read(text, _ => origin, errors);

    private static ConfigNode? Read(string text, Func<Mark, Origin> origin, List<ConfigurationError> errors)
    {
        using var reader = new StringReader(text);
        var yaml = new YamlReader(reader, origin, errors);
        try
        {
            return yaml.Document();
        }
        catch (YamlException e)
        {
            errors.Add(new("", origin(e.Start), $"is no YAML: {e.Message}"));
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // The parser's own way of giving up on some texts that are none.
            errors.Add(new("", origin(Mark.Empty), "is no YAML"));
            return null;
        }
    }

    private ConfigNode? Document()
    {
        _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out _)) return null;
        var root = Node("");
        _parser.Consume<DocumentEnd>();
        if (_parser.Current is DocumentStart second) _errors.Add(new("", _origin(second.Start), "must be one document, a second one begins here"));
        return root;
    }

    private ConfigNode Node(string path)
    {
        var current = _parser.Current ?? throw new YamlException("ends too early");
        if (_parser.TryConsume<AnchorAlias>(out var alias))
            return _anchors.TryGetValue(alias.Value, out var known) ? known : throw new YamlException(alias.Start, alias.End, $"there is no anchor {alias.Value} before");
        if (++_depth > DeepestNesting) throw new YamlException(current.Start, current.End, $"sections and lists are nested deeper than {DeepestNesting}");
        var anchor = (current as NodeEvent)?.Anchor ?? AnchorName.Empty;
        ConfigNode node = current switch
        {
            MappingStart => Map(path),
            SequenceStart => List(path),
            _ => Scalar(),
        };
        _depth--;
        if (!anchor.IsEmpty) _anchors[anchor] = node;
        return node;
    }

    private ConfigScalar Scalar()
    {
        var scalar = _parser.Consume<Scalar>();
        var isNull = scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null";
        return new ConfigScalar(isNull ? null : scalar.Value, _origin(scalar.Start));
    }

    private ConfigMap Map(string path)
    {
        var map = new ConfigMap(_origin(_parser.Consume<MappingStart>().Start));
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = _parser.Current is Scalar
                ? _parser.Consume<Scalar>()
                : throw new YamlException(_parser.Current!.Start, _parser.Current.End, "a key must be a text");
            var name = path.Length == 0 ? key.Value : $"{path}.{key.Value}";
            var value = Node(name);
            if (!map.Entries.TryAdd(key.Value, value)) _errors.Add(new(name, _origin(key.Start), "is there a second time"));
        }
        return map;
    }

    private ConfigList List(string path)
    {
        var list = new ConfigList(_origin(_parser.Consume<SequenceStart>().Start));
        while (!_parser.TryConsume<SequenceEnd>(out _)) list.Items.Add(Node($"{path}[{list.Items.Count}]"));
        return list;
    }
}

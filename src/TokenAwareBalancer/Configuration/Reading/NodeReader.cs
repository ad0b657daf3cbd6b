using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace TokenAwareBalancer.Configuration.Reading;

/// <summary>Reads YAML text into nodes that know their line and column.</summary>
internal sealed class NodeReader
{
    // The file itself nests to five; the bound keeps a hostile or broken one from exhausting the stack.
    private const int DeepestNesting = 32;

    private readonly Parser _parser;
    private readonly string _name;
    private readonly Dictionary<AnchorName, ConfigurationNode> _anchors = [];

    private NodeReader(string text, string name)
    {
        _parser = new Parser(new StringReader(text));
        _name = name;
    }

    /// <summary>Null when the text holds nothing.</summary>
    /// <exception cref="YamlException">The text is not YAML; the exception knows where.</exception>
    public static ConfigurationNode? Read(string text, string name)
    {
        var reader = new NodeReader(text, name);
        try
        {
            return reader.ReadDocument();
        }
        catch (Exception exception) when (exception is not YamlException)
        {
            // YamlDotNet 16.3 ends some broken texts, such as "[\nfoo: bar\n- x", with an exception of another kind.
            throw reader.Fault("Something after this point cannot be read.", exception);
        }
    }

    private ConfigurationNode? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
            return null;
        _parser.Consume<DocumentStart>();
        var root = ReadNode(depth: 0);
        _parser.Consume<DocumentEnd>();
        if (!_parser.TryConsume<StreamEnd>(out _))
            throw Fault(_parser.Current!, "A second document begins; the file holds one.");
        return root is ScalarNode { IsNull: true } ? null : root;
    }

    private ConfigurationNode ReadNode(int depth)
    {
        if (depth > DeepestNesting)
            throw Fault(_parser.Current!, $"Values are nested more than {DeepestNesting} deep.");
        if (_parser.TryConsume<AnchorAlias>(out var alias))
            // The anchor is not named, because a key that begins with an asterisk and lacks quotes looks like one.
            return _anchors.GetValueOrDefault(alias.Value)
                ?? throw Fault(alias, "An alias has no anchor before it; text that begins with * needs quotes.");
        var start = _parser.Consume<NodeEvent>();
        // Lest "apiKey: !secret" be read as a tag before nothing, and no key be sent.
        if (start.Tag is { IsEmpty: false, IsLocal: true })
            throw Fault(start, "Tags have no meaning here; text that begins with ! needs quotes.");
        var node = Read(start, depth);
        if (!start.Anchor.IsEmpty)
            _anchors[start.Anchor] = node;
        return node;
    }

    private ConfigurationNode Read(NodeEvent start, int depth) => start switch
    {
        Scalar scalar => new ScalarNode(At(scalar), scalar.Value, scalar.Style != ScalarStyle.Plain),
        SequenceStart => new ListNode(At(start), ReadItems(depth)),
        MappingStart => new MappingNode(At(start), ReadEntries(depth)),
        _ => throw Fault(start, "Something unexpected begins."),
    };

    private List<ConfigurationNode> ReadItems(int depth)
    {
        var items = new List<ConfigurationNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
            items.Add(ReadNode(depth + 1));
        return items;
    }

    private List<MappingEntry> ReadEntries(int depth)
    {
        var entries = new List<MappingEntry>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out var key))
                throw Fault(_parser.Current!, "A key is not plain text.");
            entries.Add(new(key.Value, At(key), ReadNode(depth + 1)));
        }

        return entries;
    }

    private Origin At(ParsingEvent @event) => new(_name, (int)@event.Start.Line, (int)@event.Start.Column);

    private YamlException Fault(string message, Exception cause)
    {
        var last = _parser.Current?.End ?? Mark.Empty;
        return new(last, last, message, cause);
    }

    private static YamlException Fault(ParsingEvent @event, string message) => new(@event.Start, @event.End, message);
}

using System.Collections;
using TokenAwareBalancer.Configuration.Reading;

namespace TokenAwareBalancer.Configuration.Binding;

/// <summary>A mapping whose keys are the operator's, such as model names.</summary>
internal sealed class TableShape(SettingShape element, Type elementType) : SettingShape
{
    public SettingShape Element { get; } = element;

    public override string Expected(ConfigurationVocabulary vocabulary) => "a mapping of names to values";

    protected override object? BindFound(ConfigurationNode node, SettingPath path, BindingContext context)
    {
        if (node is not MappingNode mapping)
            return WrongKind(node, path, context);
        var values = (IDictionary)Activator.CreateInstance(
            typeof(Dictionary<,>).MakeGenericType(typeof(string), elementType))!;
        foreach (var entry in mapping.Entries)
            BindEntry(entry, path[entry.Key], context, values);
        return values;
    }

    private void BindEntry(MappingEntry entry, SettingPath path, BindingContext context, IDictionary values)
    {
        if (entry.Key.Length == 0)
            context.Fail(entry.KeyOrigin, path, "is an empty key", "a name");
        else if (context.IsWritten(path))
            context.Fail(entry.KeyOrigin, path, "is written twice", "each key once");
        else if (entry.Value is not ScalarNode { IsNull: true }
            && Element.Bind(entry.Value, path, context) is { } value)
            values.Add(entry.Key, value);
        // What later is wrong with the entry is mostly its name.
        context.Found(path, entry.KeyOrigin);
    }
}

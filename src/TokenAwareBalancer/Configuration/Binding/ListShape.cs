using System.Collections;
using TokenAwareBalancer.Configuration.Reading;

namespace TokenAwareBalancer.Configuration.Binding;

/// <summary>A list, which some settings allow to be written as its one item.</summary>
internal sealed class ListShape(SettingShape element, Type elementType, ListSize size) : SettingShape
{
    public SettingShape Element { get; } = element;

    public ListSize Size { get; } = size;

    public override string Expected(ConfigurationVocabulary vocabulary)
    {
        var list = Size.HasFlag(ListSize.AtLeastOne) ? "a list of at least one item" : "a list";
        return Size.HasFlag(ListSize.OneOrMany) ? $"{list}, or {Element.Expected(vocabulary)}" : list;
    }

    /// <summary>The node as a list, when it is one or may stand for one.</summary>
    public ConfigurationNode? AsList(ConfigurationNode? node) =>
        Size.HasFlag(ListSize.OneOrMany) && IsOneItem(node) ? new ListNode(node!.Origin, [node]) : node;

    protected override object? BindFound(ConfigurationNode node, SettingPath path, BindingContext context)
    {
        if (AsList(node) is not ListNode list)
            return WrongKind(node, path, context);
        if (list.Items.Count == 0 && Size.HasFlag(ListSize.AtLeastOne))
            context.Fail(node.Origin, path, "is an empty list", Expected(context.Vocabulary));
        var values = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(elementType))!;
        for (var index = 0; index < list.Items.Count; index++)
            // A list written as its one item has no index to name.
            if (BindItem(list.Items[index], node is ListNode ? path[index] : path, context) is { } value)
                values.Add(value);
        return values;
    }

    private bool IsOneItem(ConfigurationNode? node) =>
        node is ScalarNode { IsNull: false } || (node is MappingNode && Element is GroupShape);

    // Unlike a setting, an item cannot be left out: its neighbours would change their places.
    private object? BindItem(ConfigurationNode item, SettingPath path, BindingContext context)
    {
        context.Found(path, item.Origin);
        var value = item is ScalarNode { IsNull: true } ? null : Element.Bind(item, path, context);
        if (value is null && !context.HasErrorAt(path))
            context.Fail(item.Origin, path, "is empty", Element.Expected(context.Vocabulary));
        return value;
    }
}

/// <summary>How many items a list may have, and how they may be written.</summary>
[Flags]
internal enum ListSize
{
    Any = 0,
    AtLeastOne = 1,
    OneOrMany = 2,
}

using System.Globalization;
using TokenAwareBalancer.Configuration.Binding;
using YamlDotNet.Core;

namespace TokenAwareBalancer.Configuration.Reading;

/// <summary>
/// Puts the command line's values into the tree before it is bound, so that they pass the same checks. The tree is
/// copied along the path of each value, not changed.
/// </summary>
internal sealed class NodeOverrides(SettingShape root, ICollection<ConfigurationError> errors)
{
    public ConfigurationNode? Apply(ConfigurationNode? tree, IReadOnlyList<ConfigurationOverride> overrides)
    {
        foreach (var change in overrides)
            tree = Apply(tree, change);
        return tree;
    }

    private ConfigurationNode? Apply(ConfigurationNode? tree, ConfigurationOverride change)
    {
        var origin = new Origin(change.Option);
        if (SettingPath.Split(change.Path) is not { } segments)
        {
            errors.Add(origin.Error(
                new(change.Path), null, "is not a path", "keys and indexes, for instance backends.0.weight"));
            return tree;
        }

        var step = new Step(segments, SettingPath.Root, ReadValue(change.Value, origin));
        return Set(tree, root, step);
    }

    // Only a whole list or mapping is taken as YAML: addresses such as *:8700 and [::1]:8700 would not survive it.
    private static ConfigurationNode ReadValue(string value, Origin origin)
    {
        if (value is ['[', .., ']'] or ['{', .., '}'])
        {
            try
            {
                return NodeReader.Read(value, origin.Name)!.MovedTo(origin);
            }
            catch (YamlException)
            {
                // Then it is text; where a list belongs, binding says so.
            }
        }

        return new ScalarNode(origin, value);
    }

    private ConfigurationNode Set(ConfigurationNode? node, SettingShape? shape, Step step)
    {
        if (step.Segments.Count == 0)
            return step.Value;
        return shape switch
        {
            ListShape list => SetItem(list.AsList(node), list, step),
            TableShape table => SetEntry(node, key => key == step.Head, _ => table.Element, step),
            GroupShape group => SetEntry(
                group.AsMapping(node), key => KeySpelling.Same(key, step.Head), key => group.Find(key)?.Shape, step),
            ScalarShape => Refuse(node, step, "is a single value and has nothing below it"),
            // An unknown key: binding reports it, with the nearest known ones.
            _ => step.Value,
        };
    }

    private ConfigurationNode SetItem(ConfigurationNode? node, ListShape list, Step step)
    {
        if (node is not (null or ListNode or ScalarNode { IsNull: true }))
            return node;
        var items = node is ListNode known ? known.Items : [];
        if (!int.TryParse(step.Head, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            || index > items.Count)
            return Refuse(node, step, $"has no item {step.Head}", $"an index from 0 to {items.Count}");
        var item = Set(index < items.Count ? items[index] : null, list.Element, step.Into(step.Path[index]));
        return new ListNode(node?.Origin ?? step.Value.Origin, [.. items.Take(index), item, .. items.Skip(index + 1)]);
    }

    private ConfigurationNode SetEntry(
        ConfigurationNode? node, Func<string, bool> isKey, Func<string, SettingShape?> shapeOf, Step step)
    {
        if (node is not (null or MappingNode or ScalarNode { IsNull: true }))
            return node;
        var entries = node is MappingNode known ? known.Entries : [];
        var index = entries.TakeWhile(entry => !isKey(entry.Key)).Count();
        var old = index < entries.Count ? entries[index] : new(step.Head, step.Value.Origin, null!);
        var value = Set(old.Value, shapeOf(step.Head), step.Into(step.Path[step.Head]));
        return new MappingNode(
            node?.Origin ?? step.Value.Origin,
            [.. entries.Take(index), old with { Value = value }, .. entries.Skip(index + 1)]);
    }

    private ConfigurationNode Refuse(ConfigurationNode? node, Step step, string problem, string expected = "")
    {
        errors.Add(step.Value.Origin.Error(step.Path, null, problem, expected));
        return node ?? new ScalarNode(step.Value.Origin, "");
    }

    /// <summary>What is left of an override's way to its place.</summary>
    private sealed record Step(IReadOnlyList<string> Segments, SettingPath Path, ConfigurationNode Value)
    {
        public string Head => Segments[0];

        public Step Into(SettingPath path) => new([.. Segments.Skip(1)], path, Value);
    }
}

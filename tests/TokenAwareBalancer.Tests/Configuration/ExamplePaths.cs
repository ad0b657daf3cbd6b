using TokenAwareBalancer.Configuration.Binding;
using TokenAwareBalancer.Configuration.Reading;

namespace TokenAwareBalancer.Configuration;

/// <summary>Lists the settings that a file writes, the way the documentation names them.</summary>
internal static class ExamplePaths
{
    public static IEnumerable<string> Of(ConfigurationNode file) => Of(file, ShapeFactory.Root, "").Distinct();

    private static IEnumerable<string> Of(ConfigurationNode node, SettingShape shape, string path) =>
        (node, shape) switch
        {
            (MappingNode mapping, GroupShape group) => mapping.Entries.SelectMany(entry => Of(entry, group, path)),
            (MappingNode mapping, TableShape { Element: GroupShape group }) =>
                mapping.Entries.SelectMany(entry => Of(entry.Value, group, path + ".<name>")),
            (ListNode list, ListShape shapes) => list.Items.SelectMany(item => Of(item, shapes.Element, path + "[]")),
            _ => [],
        };

    private static IEnumerable<string> Of(MappingEntry entry, GroupShape group, string path)
    {
        var below = path.Length == 0 ? entry.Key : $"{path}.{entry.Key}";
        return [below, .. Of(entry.Value, group.Find(entry.Key)!.Shape, below)];
    }
}

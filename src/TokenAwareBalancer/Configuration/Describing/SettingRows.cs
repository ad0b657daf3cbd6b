using System.Text.Json.Nodes;
using TokenAwareBalancer.Configuration.Binding;

namespace TokenAwareBalancer.Configuration.Describing;

/// <summary>Lists every setting of the file, in the order of the options types.</summary>
internal sealed class SettingRows(ConfigurationVocabulary vocabulary)
{
    public static IReadOnlyList<SettingRow> Of(ConfigurationVocabulary vocabulary) =>
        [.. new SettingRows(vocabulary).Of(ShapeFactory.Root, "", needsRestart: false)];

    private IEnumerable<SettingRow> Of(GroupShape group, string prefix, bool needsRestart)
    {
        var defaults = group.CreateDefault();
        return group.Settings.SelectMany(setting => Of(
            setting, defaults, prefix + setting.Name, needsRestart || setting.NeedsRestart));
    }

    private IEnumerable<SettingRow> Of(Setting setting, object defaults, string path, bool needsRestart)
    {
        var row = new SettingRow(
            path,
            TypeOf(setting.Shape),
            DefaultOf(setting, defaults),
            Leaf(setting.Shape)?.Attribute.Unit ?? "",
            Leaf(setting.Shape)?.Attribute.Expected(vocabulary) ?? "",
            needsRestart,
            setting.Attribute.Meaning);
        return [row, .. Below(setting.Shape, path, needsRestart)];
    }

    private IEnumerable<SettingRow> Below(SettingShape shape, string path, bool needsRestart) => shape switch
    {
        GroupShape group => Of(group, path + ".", needsRestart),
        ListShape { Element: GroupShape group } => Of(group, path + "[].", needsRestart),
        TableShape { Element: GroupShape group } => Of(group, path + ".<name>.", needsRestart),
        _ => [],
    };

    private static string TypeOf(SettingShape shape) => shape switch
    {
        ScalarShape scalar => scalar.Attribute.TypeName,
        ListShape list when list.Size.HasFlag(ListSize.OneOrMany) => $"{TypeOf(list.Element)}, or a list",
        ListShape list => $"list: {TypeOf(list.Element)}",
        TableShape table => $"name: {TypeOf(table.Element)}",
        GroupShape { Shorthand: { } shorthand } => $"mapping or {shorthand.Name}",
        _ => "mapping",
    };

    private static string DefaultOf(Setting setting, object defaults)
    {
        if (setting.IsRequired)
            return setting.RequiredUnless is { } other ? $"required, or {other}" : "required";
        if (SettingDefault.Of(setting, defaults) is { } standard)
            return standard is JsonValue ? standard.ToString() : standard.ToJsonString();
        return setting.Attribute.WhenAbsent ?? (setting.Shape is GroupShape ? "" : "none");
    }

    private static ScalarShape? Leaf(SettingShape shape) => shape switch
    {
        ScalarShape scalar => scalar,
        ListShape { Element: ScalarShape scalar } => scalar,
        TableShape { Element: ScalarShape scalar } => scalar,
        _ => null,
    };
}

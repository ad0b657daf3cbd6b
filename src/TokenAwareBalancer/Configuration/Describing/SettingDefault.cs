using System.Collections;
using System.Text.Json.Nodes;
using TokenAwareBalancer.Configuration.Binding;

namespace TokenAwareBalancer.Configuration.Describing;

/// <summary>The default of a setting as one would write it.</summary>
internal static class SettingDefault
{
    /// <summary>Null when there is none to write: required and optional settings, and groups.</summary>
    public static JsonNode? Of(Setting setting, object defaults)
    {
        if (setting.IsRequired || setting.Property.GetValue(defaults) is not { } value)
            return null;
        return setting.Shape switch
        {
            ScalarShape scalar => scalar.Attribute.Write(value),
            ListShape { Element: ScalarShape scalar } => Of(((IEnumerable)value).Cast<object>(), scalar),
            ListShape { Element: GroupShape { Shorthand: { Shape: ScalarShape scalar } shorthand } } =>
                Of(((IEnumerable)value).Cast<object>().Select(shorthand.Property.GetValue)!, scalar),
            _ => null,
        };
    }

    // One item is written without its brackets.
    private static JsonNode? Of(IEnumerable<object> values, ScalarShape scalar)
    {
        JsonNode[] items = [.. values.Select(scalar.Attribute.Write)];
        return items.Length == 1 ? items[0] : new JsonArray(items);
    }
}

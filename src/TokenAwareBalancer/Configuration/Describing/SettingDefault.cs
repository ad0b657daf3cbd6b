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
            ListShape { Element: ScalarShape scalar } => Of((IEnumerable)value, scalar),
            _ => null,
        };
    }

    // One item is written without its brackets.
    private static JsonNode Of(IEnumerable values, ScalarShape scalar)
    {
        JsonNode[] items = [.. values.Cast<object>().Select(scalar.Attribute.Write)];
        return items.Length == 1 ? items[0] : new JsonArray(items);
    }
}

using System.Collections;
using System.Reflection;
using System.Text.Json;
using TokenAwareBalancer.Configuration.Declaring;

namespace TokenAwareBalancer.Configuration.Binding;

/// <summary>A property of an options type, as the file knows it.</summary>
internal sealed class Setting(PropertyInfo property, SettingAttribute attribute, SettingShape shape)
{
    public string Name { get; } = JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    public PropertyInfo Property { get; } = property;

    public SettingAttribute Attribute { get; } = attribute;

    public SettingShape Shape { get; } = shape;

    public bool IsRequired { get; } = property.IsDefined(typeof(RequiredAttribute));

    /// <summary>The setting that may stand instead of a required one; null when there is none.</summary>
    public string? RequiredUnless { get; } = property.GetCustomAttribute<RequiredAttribute>()?.Unless;

    /// <summary>Whether a change of it takes effect at the next start only.</summary>
    public bool NeedsRestart { get; } = property.IsDefined(typeof(NeedsRestartAttribute));

    /// <summary>True when the property holds more than nothing: of a value type, than its zero.</summary>
    public bool IsSetIn(object options) =>
        Property.GetValue(options) is { } value and not ("" or ICollection { Count: 0 }) && !value.Equals(Nothing);

    private object? Nothing =>
        Property.PropertyType.IsValueType ? Activator.CreateInstance(Property.PropertyType) : null;
}

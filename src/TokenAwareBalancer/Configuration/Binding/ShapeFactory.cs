using System.Reflection;
using TokenAwareBalancer.Configuration.Declaring;

namespace TokenAwareBalancer.Configuration.Binding;

/// <summary>Derives the shape of the file from the options types.</summary>
internal static class ShapeFactory
{
    /// <summary>The whole file.</summary>
    public static GroupShape Root { get; } = Group(typeof(BalancerOptions));

    private static GroupShape Group(Type type)
    {
        var settings = type.GetProperties()
            .Where(property => property.IsDefined(typeof(SettingAttribute)))
            .Select(CreateSetting)
            .ToArray();
        var shorthand = type.GetCustomAttribute<ShorthandAttribute>()?.Property;
        return new(type, settings, Array.Find(settings, setting => setting.Property.Name == shorthand));
    }

    private static Setting CreateSetting(PropertyInfo property) =>
        new(property, property.GetCustomAttribute<SettingAttribute>()!, Shape(property));

    private static SettingShape Shape(PropertyInfo property)
    {
        var arguments = property.PropertyType.GetGenericArguments();
        return property.PropertyType.Name switch
        {
            "IReadOnlyList`1" => new ListShape(Element(arguments[0], property), arguments[0], Size(property)),
            "IReadOnlyDictionary`2" => new TableShape(Element(arguments[1], property), arguments[1]),
            _ => Element(property.PropertyType, property),
        };
    }

    private static SettingShape Element(Type type, PropertyInfo property) =>
        property.GetCustomAttribute<SettingAttribute>() is ScalarAttribute scalar
            ? new ScalarShape(scalar, property.IsDefined(typeof(SecretAttribute)))
            : Group(type);

    private static ListSize Size(PropertyInfo property) =>
        (property.IsDefined(typeof(OneOrManyAttribute)) ? ListSize.OneOrMany : ListSize.Any)
        | (property.IsDefined(typeof(AtLeastOneAttribute)) || property.IsDefined(typeof(RequiredAttribute))
            ? ListSize.AtLeastOne
            : ListSize.Any);
}

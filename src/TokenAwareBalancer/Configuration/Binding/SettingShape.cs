using TokenAwareBalancer.Configuration.Reading;

namespace TokenAwareBalancer.Configuration.Binding;

/// <summary>The form of a setting's value: it binds the value, and schema and documentation derive from it.</summary>
internal abstract class SettingShape
{
    /// <summary>What the value should be, to read on from "expected".</summary>
    public abstract string Expected(ConfigurationVocabulary vocabulary);

    /// <summary>Yields the value, or null when the setting keeps its default; errors go to the context.</summary>
    public object? Bind(ConfigurationNode node, SettingPath path, BindingContext context)
    {
        context.Found(path, node.Origin);
        return BindFound(node, path, context);
    }

    protected abstract object? BindFound(ConfigurationNode node, SettingPath path, BindingContext context);

    /// <summary>Reports a list where a mapping belongs, and the like.</summary>
    protected object? WrongKind(ConfigurationNode node, SettingPath path, BindingContext context)
    {
        context.Fail(node.Origin, path, $"is {node.Kind}", Expected(context.Vocabulary));
        return null;
    }
}

using TokenAwareBalancer.Configuration.Reading;

namespace TokenAwareBalancer.Configuration.Binding;

/// <summary>A mapping whose keys are the properties of an options type.</summary>
internal sealed class GroupShape(Type type, IReadOnlyList<Setting> settings, Setting? shorthand) : SettingShape
{
    public IReadOnlyList<Setting> Settings { get; } = settings;

    /// <summary>The setting whose value may stand for the whole group; null when none may.</summary>
    public Setting? Shorthand { get; } = shorthand;

    public override string Expected(ConfigurationVocabulary vocabulary)
    {
        var mapping = "a mapping with " + string.Join(", ", Settings.Select(setting => setting.Name));
        return Shorthand is null ? mapping : $"{mapping}, or the {Shorthand.Name} alone";
    }

    /// <summary>The options as they are when nothing is written.</summary>
    public object CreateDefault() => Activator.CreateInstance(type)!;

    /// <summary>Null when no setting has this name in any spelling.</summary>
    public Setting? Find(string key)
    {
        var canonical = KeySpelling.Canonical(key);
        return Settings.FirstOrDefault(setting => setting.Name == canonical);
    }

    /// <summary>The node as a mapping, when it is one or is the shorthand for one.</summary>
    public ConfigurationNode? AsMapping(ConfigurationNode? node) =>
        Shorthand is not null && node is ScalarNode { IsNull: false }
            ? new MappingNode(node.Origin, [new(Shorthand.Name, node.Origin, node)])
            : node;

    protected override object? BindFound(ConfigurationNode node, SettingPath path, BindingContext context)
    {
        if (AsMapping(node) is not MappingNode mapping)
        {
            WrongKind(node, path, context);
            // Keeps its place in a list, so that the rules between settings can still look at its neighbours.
            return CreateDefault();
        }

        var options = CreateDefault();
        var written = new HashSet<Setting>();
        foreach (var entry in mapping.Entries)
            BindEntry(entry, path, context, written, options);
        foreach (var setting in Settings.Where(setting => setting.IsRequired))
        {
            // Beside its substitute, what is missing or wrong is told of that.
            if (setting.RequiredUnless is not { } other || !context.IsWritten(path[other]))
                RequireValue(setting, options, mapping.Origin, path[setting.Name], context);
        }

        return options;
    }

    private void BindEntry(
        MappingEntry entry, SettingPath path, BindingContext context, HashSet<Setting> written, object options)
    {
        if (Find(entry.Key) is not { } setting)
            ReportUnknown(entry, path, context);
        else if (!written.Add(setting))
            context.Fail(entry.KeyOrigin, path[setting.Name], "is written twice", "each key once, in one spelling");
        else if (entry.Value is not ScalarNode { IsNull: true }
            && setting.Shape.Bind(entry.Value, path[setting.Name], context) is { } value)
            setting.Property.SetValue(options, value);
    }

    private void ReportUnknown(MappingEntry entry, SettingPath path, BindingContext context)
    {
        var names = Settings.Select(setting => setting.Name).ToArray();
        var near = NearestName.To(KeySpelling.Canonical(entry.Key), names);
        var expected = near.Count > 0 ? $"{string.Join(" or ", near)}, the nearest" : NearestName.OneOf(names);
        context.Fail(entry.KeyOrigin, path[entry.Key], "is not a known key", expected);
    }

    private static void RequireValue(
        Setting setting, object options, Origin origin, SettingPath path, BindingContext context)
    {
        if (!setting.IsSetIn(options) && !context.HasErrorAt(path))
            context.Fail(origin, path, "is missing", setting.Shape.Expected(context.Vocabulary));
    }
}

using TokenAwareBalancer.Configuration.Declaring;
using TokenAwareBalancer.Configuration.Reading;

namespace TokenAwareBalancer.Configuration.Binding;

/// <summary>A single value, read as its attribute says.</summary>
internal sealed class ScalarShape(ScalarAttribute attribute, bool isSecret) : SettingShape
{
    // Long enough for any URL that is worth reading in a terminal.
    private const int LongestShown = 80;

    public ScalarAttribute Attribute { get; } = attribute;

    public override string Expected(ConfigurationVocabulary vocabulary) => Attribute.Expected(vocabulary);

    protected override object? BindFound(ConfigurationNode node, SettingPath path, BindingContext context)
    {
        if (node is not ScalarNode scalar)
            return WrongKind(node, path, context);
        var text = EnvironmentText.Expand(scalar.Text, context.Environment, out var problem);
        // A variable that may be empty, as in ${KEY:-}, leaves the setting out.
        if (text is "" && scalar.Text.Length > 0)
            return null;
        var parsed = text is null ? ParsedValue.Bad(problem!) : Attribute.Parse(text, context.Vocabulary);
        if (parsed.Problem is not null)
            context.Fail(node.Origin, path, Shown(scalar.Text), parsed.Problem, ExpectedAfter(text, context));
        return parsed.Value;
    }

    private string ExpectedAfter(string? text, BindingContext context) =>
        text is null ? "a variable that is set, or ${NAME:-default}" : Expected(context.Vocabulary);

    // As written, not as expanded: the environment holds secrets, and the file names the variable anyway.
    private string Shown(string written)
    {
        if (isSecret)
            return "***";
        var shown = Attribute.Redact(written).ReplaceLineEndings(" ");
        return shown.Length <= LongestShown ? shown : shown[..LongestShown] + "…";
    }
}

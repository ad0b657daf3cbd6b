using System.Text.Json.Nodes;
using TokenAwareBalancer.Configuration.Binding;

namespace TokenAwareBalancer.Configuration.Declaring;

/// <summary>A name that the core knows, in a <see cref="string"/> property.</summary>
/// <param name="meaning">What the setting does.</param>
/// <param name="kind">Which of the core's lists the name is in.</param>
internal sealed class KnownNameAttribute(string meaning, NameKind kind) : ScalarAttribute(meaning)
{
    public NameKind Kind { get; } = kind;

    public override string TypeName => Kind.ToString().ToLowerInvariant() + " name";

    public override string Expected(ConfigurationVocabulary vocabulary) =>
        NearestName.OneOf(vocabulary.NamesOf(Kind));

    public override ParsedValue Parse(string text, ConfigurationVocabulary vocabulary) =>
        vocabulary.NamesOf(Kind).Contains(text, StringComparer.Ordinal)
            ? ParsedValue.Good(text)
            : ParsedValue.Bad($"is not a known {TypeName}{NearestName.Hint(text, vocabulary.NamesOf(Kind))}");

    public override JsonObject Schema(ConfigurationVocabulary vocabulary) =>
        new() { ["enum"] = new JsonArray([.. vocabulary.NamesOf(Kind).Select(name => JsonValue.Create(name))]) };
}

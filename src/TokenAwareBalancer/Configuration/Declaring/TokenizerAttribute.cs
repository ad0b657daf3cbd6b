using System.Text.Json.Nodes;
using TokenAwareBalancer.Configuration.Binding;
using TokenAwareBalancer.Configuration.Values;

namespace TokenAwareBalancer.Configuration.Declaring;

/// <summary>A tokenizer by its name, or the path of its file, in a <see cref="string"/> property.</summary>
internal sealed class TokenizerAttribute(string meaning) : ScalarAttribute(meaning)
{
    public override string TypeName => "tokenizer";

    public override string Expected(ConfigurationVocabulary vocabulary) =>
        NearestName.OneOf(vocabulary.NamesOf(NameKind.Tokenizer)) + ", or the path of a tokenizer's file, as ./tokenizer.json";

    public override ParsedValue Parse(string text, ConfigurationVocabulary vocabulary)
    {
        var names = vocabulary.NamesOf(NameKind.Tokenizer);
        return names.Contains(text, StringComparer.Ordinal) || TokenizerText.IsFile(text)
            ? ParsedValue.Good(text)
            : ParsedValue.Bad($"is not a known tokenizer name{NearestName.Hint(text, names)}");
    }

    public override JsonObject Schema(ConfigurationVocabulary vocabulary)
    {
        var names = vocabulary.NamesOf(NameKind.Tokenizer).Select(name => JsonValue.Create(name));
        return new()
        {
            ["anyOf"] = new JsonArray(
                new JsonObject { ["enum"] = new JsonArray([.. names]) },
                new JsonObject { ["type"] = "string", ["pattern"] = TokenizerText.FilePattern }),
        };
    }
}

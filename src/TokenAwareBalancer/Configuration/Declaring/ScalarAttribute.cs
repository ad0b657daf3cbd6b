using System.Text.Json.Nodes;

namespace TokenAwareBalancer.Configuration.Declaring;

/// <summary>A setting of one value: how its text is read, what it may be, and how it is described.</summary>
internal abstract class ScalarAttribute(string meaning) : SettingAttribute(meaning)
{
    /// <summary>The kind of value in one or two words, for the documentation.</summary>
    public abstract string TypeName { get; }

    /// <summary>The unit of a value that names none; empty when there is nothing to measure.</summary>
    public virtual string Unit => "";

    /// <summary>Reads on from "expected".</summary>
    public abstract string Expected(ConfigurationVocabulary vocabulary);

    public abstract ParsedValue Parse(string text, ConfigurationVocabulary vocabulary);

    /// <summary>The JSON schema of the value, without description and default.</summary>
    public abstract JsonObject Schema(ConfigurationVocabulary vocabulary);

    /// <summary>The value as one would write it in the file.</summary>
    public virtual JsonNode Write(object value) => JsonValue.Create(value.ToString())!;

    /// <summary>The text as an error may show it, without what could be a secret in it.</summary>
    public virtual string Redact(string text) => text;
}

namespace TokenAwareBalancer.Configuration.Declaring;

/// <summary>Makes a property a setting: its key is the property's name in camelCase.</summary>
/// <param name="meaning">What the setting does, as the documentation and the JSON schema say it.</param>
[AttributeUsage(AttributeTargets.Property)]
internal abstract class SettingAttribute(string meaning) : Attribute
{
    public string Meaning { get; } = meaning;

    /// <summary>What happens without the setting, when the property's default cannot say it.</summary>
    public string? WhenAbsent { get; init; }
}

namespace TokenAwareBalancer.Configuration.Declaring;

/// <summary>A setting that is a mapping of further settings, or a list or a table of such mappings.</summary>
internal sealed class GroupAttribute(string meaning) : SettingAttribute(meaning);

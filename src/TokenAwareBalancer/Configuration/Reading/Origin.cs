namespace TokenAwareBalancer.Configuration.Reading;

/// <summary>Where something was written: a place in a file, or an option of the command line.</summary>
internal readonly record struct Origin(string Name, int? Line = null, int? Column = null)
{
    public ConfigurationError Error(SettingPath path, string? value, string problem, string expected) =>
        new(Line, Column, path.Text, value, problem, expected) { Origin = Name };
}

namespace TokenAwareBalancer.Configuration.Describing;

/// <summary>One setting in the documentation.</summary>
/// <param name="Path">With <c>[]</c> for the items of a list and <c>&lt;name&gt;</c> for the keys of a table.</param>
/// <param name="Type">What to write, in a few words.</param>
/// <param name="Default">As one would write it, or what happens without the setting.</param>
/// <param name="Unit">Empty when there is nothing to measure.</param>
/// <param name="Allowed">The values that are accepted.</param>
/// <param name="NeedsRestart">Whether a reload leaves it as it was at the start.</param>
/// <param name="Meaning">One sentence.</param>
internal sealed record SettingRow(
    string Path, string Type, string Default, string Unit, string Allowed, bool NeedsRestart, string Meaning);

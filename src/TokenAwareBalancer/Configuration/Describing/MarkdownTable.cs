using System.Text;

namespace TokenAwareBalancer.Configuration.Describing;

/// <summary>Writes the table of all settings that <c>docs/configuration.md</c> holds.</summary>
internal static class MarkdownTable
{
    public static string Write(ConfigurationVocabulary vocabulary)
    {
        var text = new StringBuilder()
            .Append("| key | type | default | unit | accepted | takes effect at | meaning |\n")
            .Append("|---|---|---|---|---|---|---|\n");
        foreach (var row in SettingRows.Of(vocabulary))
            text.Append(null, $"| `{row.Path}` | {row.Type} | {row.Default} | {row.Unit} | {row.Allowed} ")
                .Append(null, $"| {(row.NeedsRestart ? "a restart" : "a reload")} | {row.Meaning} |\n");
        return text.ToString();
    }
}

using TokenAwareBalancer.Configuration.Binding;
using YamlDotNet.Core;

namespace TokenAwareBalancer.Configuration.Reading;

/// <summary>
/// Puts the backends of a file of their own behind those of the configuration, before anything is bound: so that they
/// pass the same checks, and errors have their own file's line and column.
/// </summary>
internal sealed class BackendsFile(ReadFiles files, BindingContext context)
{
    private const string FileKey = "backendsFile";
    private const string ListKey = "backends";
    private const string Expected = "a list of backends, or a mapping with backends";

    private static readonly SettingPath Path = SettingPath.Root[FileKey];
    private static readonly SettingPath ListPath = SettingPath.Root[ListKey];

    /// <returns>The tree with the file's backends; the tree itself when it names no file.</returns>
    public ConfigurationNode? Graft(ConfigurationNode? tree)
    {
        if (tree is not MappingNode root || Find(root, FileKey) is not ScalarNode { IsNull: false } written
            || EnvironmentText.Expand(written.Text, context.Environment, out _) is not { Length: > 0 } file)
            return tree;
        if (Read(file, written) is not { } added)
            return tree;
        var own = Find(root, ListKey);
        // What is wrong with it is told where it is bound.
        if (own is not (null or ListNode or ScalarNode { IsNull: true }))
            return tree;
        var list = own is ListNode known
            ? new ListNode(known.Origin, [.. known.Items, .. added.Items])
            : added;
        var entries = root.Entries.ToList();
        var index = entries.FindIndex(entry => KeySpelling.Same(entry.Key, ListKey));
        if (index < 0)
            entries.Add(new(ListKey, list.Origin, list));
        else
            entries[index] = entries[index] with { Value = list };
        return new MappingNode(root.Origin, entries);
    }

    /// <returns>Null when there is no list, which has been told.</returns>
    private ListNode? Read(string file, ScalarNode written)
    {
        if (files.Read(file, out var problem) is not { } text)
        {
            // As it was written: what the environment holds is not told.
            context.Fail(written.Origin, Path, written.Text, problem!, "a file of backends");
            return null;
        }

        try
        {
            return ListOf(NodeReader.Read(text, file), file);
        }
        catch (YamlException fault)
        {
            Fail(new(file, (int)fault.Start.Line, (int)fault.Start.Column), $"is not valid YAML: {fault.Message}", "");
            return null;
        }
    }

    private ListNode? ListOf(ConfigurationNode? content, string file)
    {
        switch (content)
        {
            case ListNode list:
                return list;
            case MappingNode { Entries: [{ Value: ListNode list } only] } when KeySpelling.Same(only.Key, ListKey):
                return list;
            case null:
                // A file that is being written is empty for a moment: that must not take every backend out.
                Fail(new(file), "is empty", $"{Expected}; [] for none");
                return null;
            case MappingNode { Entries: [_, { } second, ..] }:
                context.Fail(second.KeyOrigin, SettingPath.Root[second.Key], "is not known here", "backends alone");
                return null;
            default:
                Fail(content.Origin, $"is {content.Kind}", Expected);
                return null;
        }
    }

    private void Fail(Origin origin, string problem, string expected) =>
        context.Errors.Add(origin.Error(ListPath, null, problem, expected));

    private static ConfigurationNode? Find(MappingNode root, string key) =>
        root.Entries.FirstOrDefault(entry => KeySpelling.Same(entry.Key, key)).Value;
}

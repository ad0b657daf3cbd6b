using System.Collections;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Configuration.Binding;

namespace TokenAwareBalancer.Reloading;

/// <summary>Finds the settings that a process cannot change without being started anew.</summary>
internal static class RestartComparison
{
    /// <summary>The paths of those in which two configurations differ.</summary>
    public static IReadOnlyList<string> Differences(BalancerOptions started, BalancerOptions now) =>
        [.. Differences(ShapeFactory.Root, started, now, "")];

    private static IEnumerable<string> Differences(GroupShape group, object started, object now, string prefix) =>
        group.Settings.SelectMany(setting =>
        {
            var (before, after) = (setting.Property.GetValue(started), setting.Property.GetValue(now));
            var path = prefix + setting.Name;
            if (setting.NeedsRestart)
                return AreSame(setting.Shape, before, after) ? [] : [path];
            return setting.Shape is GroupShape inner && before is not null && after is not null
                ? Differences(inner, before, after, path + ".")
                : [];
        });

    private static bool AreSame(SettingShape shape, object? before, object? after)
    {
        if (before is null || after is null)
            return before is null && after is null;
        return shape switch
        {
            GroupShape group => group.Settings.All(setting => AreSame(
                setting.Shape, setting.Property.GetValue(before), setting.Property.GetValue(after))),
            ListShape list => AreSame(list.Element, (IList)before, (IList)after),
            // No table needs a restart.
            _ => before.Equals(after),
        };
    }

    private static bool AreSame(SettingShape element, IList before, IList after) =>
        before.Count == after.Count
        && Enumerable.Range(0, before.Count).All(index => AreSame(element, before[index], after[index]));
}

using System.IO.Enumeration;
using TokenAwareBalancer.Configuration.Binding;

namespace TokenAwareBalancer.Experiments.Matrix;

/// <summary>Chooses cells by their names.</summary>
internal static class MatrixSelection
{
    /// <param name="patterns">Names, divided by commas, where * is anything and ? any character; null is all.</param>
    /// <param name="settings">To choose from.</param>
    /// <returns>Settings that have some, each with the loads of these.</returns>
    /// <exception cref="FormatException">A pattern fits no cell.</exception>
    public static IReadOnlyList<(MatrixSetting Setting, IReadOnlyList<double?> Loads)> Of(
        string? patterns, IReadOnlyList<MatrixSetting> settings)
    {
        var wanted = (patterns ?? "*").Split(
            ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (wanted.Length == 0)
            throw new FormatException("name one or more, for instance a100x8-*");
        var names = settings.SelectMany(setting => setting.CellNames).ToArray();
        if (Array.Find(wanted, pattern => !names.Any(name => Fits(pattern, name))) is { } unknown)
            throw new FormatException($"\"{unknown}\" is the name of no cell{NearestName.Hint(unknown, names)}; "
                + $"expected {NearestName.OneOf(settings.Select(setting => setting.CellNamesOf(setting.Loads)))}, or "
                + "some of them with *");
        return
        [
            .. from setting in settings
               let loads = setting.Loads
                   .Where(load => wanted.Any(pattern => Fits(pattern, setting.CellName(load)))).ToArray()
               where loads.Length > 0
               select (setting, (IReadOnlyList<double?>)loads),
        ];
    }

    private static bool Fits(string pattern, string name) =>
        FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}

using System.Globalization;
using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Commands;

/// <summary>Prints what became of the configuration.</summary>
internal static class ConfigurationReport
{
    /// <summary>One error a line, then their number.</summary>
    public static void WriteErrors(IReadOnlyList<ConfigurationError> errors, TextWriter output)
    {
        foreach (var error in errors)
            output.WriteLine(error);
        output.WriteLine(errors.Count == 1 ? "1 error" : $"{errors.Count} errors");
    }

    public static void WriteSummary(string file, BalancerOptions options, TextWriter output)
    {
        output.WriteLine($"{file} is valid");
        output.WriteLine($"  policy   {options.Policy}");
        output.WriteLine($"  listen   {Addresses(options.Listen)}");
        output.WriteLine($"  admin    {(options.Admin.Listen.Count == 0 ? "off" : Addresses(options.Admin.Listen))}");
        output.WriteLine($"  backends {options.Backends.Count}");
        foreach (var backend in options.Backends)
            output.WriteLine($"    {Describe(backend)}");
    }

    private static string Addresses(IEnumerable<ListenerOptions> addresses) => string.Join(", ", addresses);

    private static string Describe(BackendOptions backend)
    {
        var models = backend.Models is null ? "any model" : string.Join(", ", backend.Models.Select(Describe));
        var weight = backend.Weight.ToString(CultureInfo.InvariantCulture);
        return $"{backend.Name} {backend.Url} weight {weight}: {models}";
    }

    private static string Describe(BackendModelOptions model) =>
        model.BackendName is null ? model.Name : $"{model.Name} (there {model.BackendName})";
}

using TokenAwareBalancer.Configuration.Binding;
using TokenAwareBalancer.Simulating;
using TokenAwareBalancer.Workloads.Mixes;

namespace TokenAwareBalancer.Experiments.Sources;

/// <summary>Reads what requests are drawn from: a mix by its name, or a distribution by its numbers.</summary>
internal static class MixText
{
    public const string Example = "lognormal:in=400,out=150,sigma=1";

    private const double MostTokens = 1_000_000;

    private static readonly Dictionary<string, Func<string, RequestSource>> Kinds = new()
    {
        ["fixed"] = Fixed,
        ["lognormal"] = LogNormal,
        ["tenants"] = numbers => TenantMix.Parse(numbers).ToSource(),
    };

    public static IReadOnlyList<string> Names { get; } = [.. NamedMixes.All.Keys, .. Kinds.Keys];

    /// <exception cref="FormatException">Says what is wrong and what would be right.</exception>
    public static RequestSource Parse(string text)
    {
        var (name, numbers) = text.Split(':', 2) is [var left, var right] ? (left, right) : (text, "");
        if (Kinds.TryGetValue(name, out var create))
            return create(numbers);
        if (!NamedMixes.All.TryGetValue(name, out var mix))
            throw new FormatException($"\"{name}\" is not a known mix{NearestName.Hint(name, Names)}; expected "
                + $"{NearestName.OneOf(Names)}, the last {Kinds.Count} with numbers as in {Example}");
        return numbers.Length == 0
            ? new DrawnSource($"mix {name}: {mix.Description}", random => Create(mix.Draw(random)))
            : throw new FormatException($"the mix {name} takes no numbers; for those of your own, give {Example}");
    }

    private static DrawnSource Fixed(string text)
    {
        var numbers = NamedNumbers.Parse(text, ("in", 1000, 1, MostTokens), ("out", 100, 1, MostTokens));
        var request = new SimulatedRequest(0, numbers.Whole("in"), numbers.Whole("out"));
        return new DrawnSource(
            $"{request.PromptTokens} prompt tokens and {request.OutputTokens} of answer, always", _ => request);
    }

    /// <summary>Medians, and the deviation of the logarithm.</summary>
    private static DrawnSource LogNormal(string text)
    {
        var numbers = NamedNumbers.Parse(text, ("in", 400, 1, MostTokens), ("out", 150, 1, MostTokens),
            ("sigma", 1, 0, 3), ("most", 100_000, 1, MostTokens));
        var (prompt, answer) = (Lengths(numbers, "in"), Lengths(numbers, "out"));
        return new DrawnSource(
            $"log-normal lengths, {text}", random => Create((prompt.Draw(random), answer.Draw(random))));
    }

    private static LogNormalLengths Lengths(NamedNumbers numbers, string name) =>
        new(numbers[name], numbers["sigma"], numbers.Whole("most"));

    private static SimulatedRequest Create((int PromptTokens, int OutputTokens) lengths) =>
        new(0, lengths.PromptTokens, lengths.OutputTokens);
}

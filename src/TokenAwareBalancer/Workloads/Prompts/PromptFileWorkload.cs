using System.Globalization;

namespace TokenAwareBalancer.Workloads.Prompts;

/// <summary>The prompts of a file in their order, again and again.</summary>
internal sealed class PromptFileWorkload : IWorkload
{
    private readonly PromptFile _file;

    /// <param name="name">What a report calls it.</param>
    /// <param name="file">Its prompts.</param>
    public PromptFileWorkload(string name, PromptFile file)
    {
        _file = file;
        var answers = double.IsNaN(MeanTokens.OutputTokens)
            ? "answers as the engine likes"
            : string.Create(CultureInfo.InvariantCulture, $"{MeanTokens.OutputTokens:#,0} of answer");
        Description = string.Create(CultureInfo.InvariantCulture, $"{name}: {file.Count:#,0} prompts; "
            + $"{MeanTokens.PromptTokens:#,0} tokens on average by o200k_base, {answers}");
    }

    public string Description { get; }

    public int? Count => _file.Count;

    public (double PromptTokens, double OutputTokens) MeanTokens => _file.MeanTokens;

    public double? OwnRatePerSecond => null;

    public IEnumerable<PlannedRequest> Plan(int seed, int textSeed)
    {
        while (true)
        {
            foreach (var request in _file.Read())
                yield return request;
        }
    }
}

using System.Globalization;
using TokenAwareBalancer.Workloads.Bodies;

namespace TokenAwareBalancer.Workloads.Mixes;

/// <summary>Requests drawn from a mix, without end.</summary>
internal sealed class MixWorkload : IWorkload
{
    private readonly RequestMix _mix;
    private readonly RequestTemplate _template;

    /// <param name="name">What a report calls it.</param>
    /// <param name="mix">What to draw.</param>
    /// <param name="shape">What to make of it.</param>
    public MixWorkload(string name, RequestMix mix, RequestShape shape)
    {
        _mix = mix;
        _template = new RequestTemplate(shape);
        var (promptTokens, outputTokens) = mix.MeanTokens;
        MeanTokens = (promptTokens, shape.MeanOutputTokens(outputTokens));
        Description = string.Create(CultureInfo.InvariantCulture, $"{name}: {mix.Description}; "
            + $"{MeanTokens.PromptTokens:#,0} prompt tokens on average, {MeanTokens.OutputTokens:#,0} of answer; "
            + $"{shape.Description}");
    }

    public string Description { get; }

    public int? Count => null;

    public (double PromptTokens, double OutputTokens) MeanTokens { get; }

    public double? OwnRatePerSecond => null;

    public IEnumerable<PlannedRequest> Plan(int seed, int textSeed)
    {
        var random = new SeededRandom(seed);
        for (var index = 0L; ; index++)
        {
            var (promptTokens, outputTokens) = _mix.Draw(random);
            yield return _template.Create(new PromptContent(promptTokens, textSeed, index), outputTokens);
        }
    }
}

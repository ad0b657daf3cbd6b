using TokenAwareBalancer.Configuration.Values;
using TokenAwareBalancer.Load;

namespace TokenAwareBalancer.Bench;

/// <summary>What an answer has to keep to be a good one.</summary>
/// <param name="FirstToken">The latest first token; null is no matter.</param>
/// <param name="PerOutputToken">The longest time per output token.</param>
/// <param name="EndToEnd">The latest end.</param>
internal sealed record ServiceObjective(TimeSpan? FirstToken, TimeSpan? PerOutputToken, TimeSpan? EndToEnd)
{
    /// <summary>Reads <c>ttft=500ms,tpot=50ms,e2e=30s</c>, any of the three.</summary>
    /// <returns>The objective, or null and what is wrong.</returns>
    public static ServiceObjective? Parse(string text, out string? error)
    {
        var objective = new ServiceObjective(null, null, null);
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var (name, value) = part.Split('=', 2) is [var left, var right] ? (left, right) : (part, "");
            if (DurationText.Parse(value) is not { } limit || limit <= TimeSpan.Zero)
            {
                error = $"'{part}': expected ttft, tpot or e2e and a duration, for instance ttft=500ms,tpot=50ms";
                return null;
            }
            if (objective.With(name, limit) is not { } next)
            {
                error = $"'{name}': expected one of ttft, tpot, e2e";
                return null;
            }
            objective = next;
        }
        error = null;
        return objective;
    }

    /// <summary>Complete, and within every limit. A time per token that an answer does not have is within.</summary>
    public bool IsMet(AnswerTiming timing) =>
        timing.IsComplete
        && !(timing.FirstToken > FirstToken)
        && !(timing.TimePerOutputToken > PerOutputToken)
        && !(timing.WholeAnswer > EndToEnd);

    public override string ToString() => string.Join(",", Parts());

    private ServiceObjective? With(string name, TimeSpan limit) => name switch
    {
        "ttft" => this with { FirstToken = limit },
        "tpot" => this with { PerOutputToken = limit },
        "e2e" => this with { EndToEnd = limit },
        _ => null,
    };

    private IEnumerable<string> Parts()
    {
        if (FirstToken is { } firstToken)
            yield return $"ttft={DurationText.Write(firstToken)}";
        if (PerOutputToken is { } perOutputToken)
            yield return $"tpot={DurationText.Write(perOutputToken)}";
        if (EndToEnd is { } endToEnd)
            yield return $"e2e={DurationText.Write(endToEnd)}";
    }
}

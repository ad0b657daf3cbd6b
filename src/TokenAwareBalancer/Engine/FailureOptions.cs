using System.Globalization;

namespace TokenAwareBalancer.Engine;

/// <summary>How often each failure is injected, as probabilities from 0 to 1.</summary>
/// <remarks>
/// All but <see cref="Close"/> exclude each other, so one uniform draw decides among them and their sum is at most 1.
/// <see cref="Close"/> is drawn apart: it happens to a good answer.
/// </remarks>
internal sealed class FailureOptions
{
    private const string Known = "refuse, 500, 429, stall, cut, close";

    public double Refuse { get; set; }

    public double ServerError { get; set; }

    public double TooManyRequests { get; set; }

    public double Stall { get; set; }

    public double Cut { get; set; }

    /// <summary>
    /// The connection is closed after the answer although the answer advertised keep-alive, as llama-server does.
    /// </summary>
    public double Close { get; set; }

    private double Sum => Refuse + ServerError + TooManyRequests + Stall + Cut;

    /// <summary>Reads <c>refuse=0.1,500=0.05,…</c>.</summary>
    /// <returns>The options, or null and what is wrong.</returns>
    public static FailureOptions? Parse(string text, out string? error)
    {
        var failures = new FailureOptions();
        foreach (var pair in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            error = failures.Set(pair);
            if (error is not null)
                return null;
        }
        error = failures.Validate().FirstOrDefault();
        return error is null ? failures : null;
    }

    public IEnumerable<string> Validate()
    {
        foreach (var (name, probability) in Pairs())
        {
            if (probability is not (>= 0 and <= 1))
                yield return $"{name}={probability}: expected a probability from 0 to 1";
        }
        // A hair above 1 is how ten tenths add up.
        if (Sum > 1 + 1e-9)
            yield return $"refuse, 500, 429, stall and cut add up to {Sum}: expected 1 at most";
    }

    public FailureKind Draw(SeededRandom random)
    {
        var point = random.NextDouble();
        if ((point -= Refuse) < 0)
            return FailureKind.Refuse;
        if ((point -= ServerError) < 0)
            return FailureKind.ServerError;
        if ((point -= TooManyRequests) < 0)
            return FailureKind.TooManyRequests;
        if ((point -= Stall) < 0)
            return FailureKind.Stall;
        return point - Cut < 0 ? FailureKind.Cut : FailureKind.None;
    }

    private string? Set(string pair)
    {
        var (name, value) = pair.Split('=', 2, StringSplitOptions.TrimEntries) is [var left, var right]
            ? (left, right)
            : (pair, "");
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var probability))
            return $"'{pair}': expected NAME=PROBABILITY, for instance cut=0.05";
        return Set(name, probability) ? null : $"'{name}': expected one of {Known}";
    }

    private bool Set(string name, double probability)
    {
        switch (name)
        {
            case "refuse": Refuse = probability; return true;
            case "500": ServerError = probability; return true;
            case "429": TooManyRequests = probability; return true;
            case "stall": Stall = probability; return true;
            case "cut": Cut = probability; return true;
            case "close": Close = probability; return true;
            default: return false;
        }
    }

    private IEnumerable<(string Name, double Probability)> Pairs() =>
    [
        ("refuse", Refuse), ("500", ServerError), ("429", TooManyRequests),
        ("stall", Stall), ("cut", Cut), ("close", Close),
    ];
}

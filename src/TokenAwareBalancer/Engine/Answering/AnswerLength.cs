using System.Globalization;

namespace TokenAwareBalancer.Engine.Answering;

/// <summary>How many tokens an answer has before any cap: fixed, or drawn.</summary>
internal abstract record AnswerLength
{
    /// <summary>Enough for any real answer, and keeps a wild lognormal draw from running for a week.</summary>
    public const int LongestTokens = 1_000_000;

    public static AnswerLength Fixed(int tokens) => new FixedLength(tokens);

    public static AnswerLength Uniform(int fromTokens, int toTokens) => new UniformLength(fromTokens, toTokens);

    /// <param name="medianTokens">Half of the answers are shorter.</param>
    /// <param name="sigma">The deviation of the length's natural logarithm; 1 is about what chat traffic shows.</param>
    public static AnswerLength Lognormal(double medianTokens, double sigma) => new LognormalLength(medianTokens, sigma);

    /// <summary>Reads <c>128</c>, <c>uniform:10-200</c> or <c>lognormal:150,1.0</c>.</summary>
    /// <returns>The length, or null when the text is none of these.</returns>
    public static AnswerLength? Parse(string text) => text.Split(':', 2) switch
    {
        ["uniform", var range] => ParseUniform(range),
        ["lognormal", var shape] => ParseLognormal(shape),
        [var tokens] when TryReadTokens(tokens, out var fixedTokens) => Fixed(fixedTokens),
        _ => null,
    };

    /// <returns>1 token or more.</returns>
    public abstract int Draw(SeededRandom random);

    private static AnswerLength? ParseUniform(string range) =>
        range.Split('-') is [var from, var to]
        && TryReadTokens(from, out var fromTokens)
        && TryReadTokens(to, out var toTokens)
        && fromTokens <= toTokens
            ? Uniform(fromTokens, toTokens)
            : null;

    private static AnswerLength? ParseLognormal(string shape) =>
        shape.Split(',') is [var median, var deviation]
        && TryReadNumber(median, out var medianTokens)
        && TryReadNumber(deviation, out var sigma)
        && medianTokens is >= 1 and <= LongestTokens
        && sigma is >= 0 and <= 5
            ? Lognormal(medianTokens, sigma)
            : null;

    private static bool TryReadTokens(string text, out int tokens) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out tokens)
        && tokens is >= 1 and <= LongestTokens;

    private static bool TryReadNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    private sealed record FixedLength(int Tokens) : AnswerLength
    {
        public override int Draw(SeededRandom random) => Tokens;
    }

    private sealed record UniformLength(int FromTokens, int ToTokens) : AnswerLength
    {
        public override int Draw(SeededRandom random) => random.NextInteger(FromTokens, ToTokens);
    }

    private sealed record LognormalLength(double MedianTokens, double Sigma) : AnswerLength
    {
        public override int Draw(SeededRandom random) =>
            (int)Math.Clamp(Math.Round(MedianTokens * Math.Exp(Sigma * random.NextGaussian())), 1, LongestTokens);
    }
}

namespace TokenAwareBalancer.Tokenizing.Files.Patterns;

/// <summary>How long a regular expression may look for its matches in one text.</summary>
/// <remarks>
/// Some expressions look far ahead in vain, from each character anew, which takes time quadratic in the text. Those
/// that cut words out of texts take some tens of steps for a byte at most.
/// </remarks>
internal static class StepBudget
{
    private const int StepsPerByte = 256;

    // A short text may have one place that takes as long as a matcher tries without notes, and more.
    private const int LeastSteps = 50_000;

    /// <summary>The steps that may be taken for a text, all matches together.</summary>
    public static long For(ReadOnlySpan<byte> text) => LeastSteps + ((long)StepsPerByte * text.Length);

    /// <exception cref="UncountableTextException">There are not as many left.</exception>
    public static void Take(ref long stepsLeft, long steps)
    {
        stepsLeft -= steps;
        if (stepsLeft < 0)
        {
            throw new UncountableTextException(
                $"the tokenizer's regular expression takes more than {StepsPerByte} steps for each byte of it");
        }
    }
}

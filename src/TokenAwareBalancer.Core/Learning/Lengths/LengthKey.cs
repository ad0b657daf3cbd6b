namespace TokenAwareBalancer.Learning.Lengths;

/// <summary>Whose answers to prompts of about which length.</summary>
/// <param name="Tenant">Null for nobody in particular.</param>
/// <param name="PromptBucket">Of <see cref="BucketOf"/>; <see cref="AnyPrompt"/> for all of the tenant's.</param>
internal readonly record struct LengthKey(string? Tenant, int PromptBucket)
{
    public const int AnyPrompt = -1;

    private const int BucketsPerOctave = 6;

    /// <summary>Six buckets to an octave of prompt length.</summary>
    public static int BucketOf(long promptTokens) =>
        (int)(BucketsPerOctave * Math.Log2(Math.Max(1, promptTokens)));

    /// <summary>The shortest prompt of a bucket.</summary>
    public static int LeastTokensOf(int bucket)
    {
        // A rounding below the edge would be the bucket before.
        var tokens = Math.Max(1, (int)Math.Pow(2, (double)bucket / BucketsPerOctave) - 1);
        while (BucketOf(tokens) < bucket)
            tokens++;
        return tokens;
    }
}

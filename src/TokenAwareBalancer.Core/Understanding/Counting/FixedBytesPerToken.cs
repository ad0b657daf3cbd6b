namespace TokenAwareBalancer.Understanding.Counting;

/// <summary>One ratio for every script, which nothing changes.</summary>
public sealed class FixedBytesPerToken : IBytesPerToken
{
    private readonly BytesPerTokenEstimate _estimate;

    /// <param name="bytesPerToken">Above 0.</param>
    /// <param name="relativeError">How far off it is believed to be.</param>
    public FixedBytesPerToken(double bytesPerToken, double relativeError = 0)
    {
        if (!(bytesPerToken > 0))
            throw new ArgumentOutOfRangeException(nameof(bytesPerToken), bytesPerToken, "Must be above 0.");
        _estimate = new(bytesPerToken, relativeError);
    }

    public BytesPerTokenEstimate EstimateFor(ScriptClass script) => _estimate;
}

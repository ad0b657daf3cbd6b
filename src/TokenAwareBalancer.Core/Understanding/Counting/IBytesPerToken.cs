namespace TokenAwareBalancer.Understanding.Counting;

/// <summary>What is believed of texts that no tokenizer counts. Thread-safe.</summary>
public interface IBytesPerToken
{
    /// <param name="script">What the text is written in.</param>
    BytesPerTokenEstimate EstimateFor(ScriptClass script);
}

/// <summary>A belief, and how far off it usually is.</summary>
/// <param name="BytesPerToken">UTF-8 bytes of text per token, above 0.</param>
/// <param name="RelativeError">The mean of |estimated ÷ observed − 1|.</param>
public readonly record struct BytesPerTokenEstimate(double BytesPerToken, double RelativeError);

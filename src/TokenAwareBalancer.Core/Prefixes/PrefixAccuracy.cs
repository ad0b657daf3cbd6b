namespace TokenAwareBalancer.Prefixes;

/// <summary>Sums up predicted hits against those that engines told.</summary>
internal sealed class PrefixAccuracy
{
    private long _answers;
    private long _promptTokens;
    private long _predictedTokens;
    private long _observedTokens;
    private long _errorTokens;

    public void Observe(long promptTokens, long predictedTokens, long observedTokens)
    {
        _answers++;
        _promptTokens += promptTokens;
        _predictedTokens += predictedTokens;
        _observedTokens += observedTokens;
        _errorTokens += Math.Abs(predictedTokens - observedTokens);
    }

    public PrefixCacheReading Read() => new()
    {
        Answers = _answers,
        PromptTokens = _promptTokens,
        PredictedTokens = _predictedTokens,
        ObservedTokens = _observedTokens,
        ErrorTokens = _errorTokens,
    };
}

namespace TokenAwareBalancer.Simulating.Engines;

/// <summary>Is told of the tokens that an engine computes.</summary>
public interface ITokenSink
{
    /// <summary>False for one that wants the first and the last token of a request and none between.</summary>
    bool WantsEachToken { get; }

    /// <summary>A token of each choice of the request that is still going.</summary>
    /// <param name="request">Whose.</param>
    /// <param name="ordinal">Counted from 1, up to <see cref="ScheduledRequest.OutputTokens"/>.</param>
    /// <param name="seconds">When it was computed.</param>
    void OnToken(ScheduledRequest request, int ordinal, double seconds);
}

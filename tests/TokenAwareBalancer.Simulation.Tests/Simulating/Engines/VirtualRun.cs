namespace TokenAwareBalancer.Simulating.Engines;

/// <summary>Steps an engine from one due time to the next, and notes when each token came.</summary>
internal sealed class VirtualRun : ITokenSink
{
    private readonly EngineModel _engine;
    private readonly List<(ScheduledRequest Request, int Ordinal, double AtMilliseconds)> _tokens = [];
    private double _nowSeconds;

    public VirtualRun(EngineModel engine) => _engine = engine;

    public bool WantsEachToken => true;

    /// <summary>At the time of the call: what is due late is told late.</summary>
    public void OnToken(ScheduledRequest request, int ordinal, double seconds) =>
        _tokens.Add((request, ordinal, Math.Round(_nowSeconds * 1000, 6)));

    public ScheduledRequest Add(int promptTokens, params int[] choiceTokens)
    {
        var request = new ScheduledRequest(promptTokens, choiceTokens);
        _engine.Add(request);
        return request;
    }

    /// <summary>Moves on to the time given, through each due time on the way.</summary>
    public void To(double milliseconds)
    {
        StepTo(milliseconds / 1000);
        AdvanceAt(milliseconds);
    }

    /// <summary>Moves on until nothing is left to do.</summary>
    public void ToEnd() => StepTo(double.MaxValue);

    /// <summary>Calls the engine once, however much has come due.</summary>
    public void AdvanceAt(double milliseconds) => Advance(milliseconds / 1000);

    /// <summary>When each token of a request came, in milliseconds.</summary>
    public double[] TimesOf(ScheduledRequest request) =>
        [.. _tokens.Where(token => token.Request == request).Select(token => token.AtMilliseconds)];

    public double EndOf(ScheduledRequest request) =>
        _tokens.Single(token => token.Request == request && token.Ordinal == request.OutputTokens)
            .AtMilliseconds;

    private void StepTo(double limitSeconds)
    {
        Advance(_nowSeconds);
        // The times asked for are sums of milliseconds, due times of fractions: equal but for their last bits.
        while (_engine.NextDueSeconds is { } due && due <= limitSeconds + 1e-9)
            Advance(due);
    }

    private void Advance(double nowSeconds)
    {
        _nowSeconds = Math.Max(_nowSeconds, nowSeconds);
        _engine.Advance(_nowSeconds, this);
    }
}

namespace TokenAwareBalancer.Engine.Scheduling;

/// <summary>Steps a scheduler from one due time to the next, and notes when each token came.</summary>
internal sealed class VirtualRun
{
    private readonly IEngineScheduler _scheduler;
    private readonly List<(ScheduledRequest Request, int Ordinal, double AtMilliseconds)> _tokens = [];
    private TimeSpan _now;

    public VirtualRun(IEngineScheduler scheduler) => _scheduler = scheduler;

    public ScheduledRequest Add(int promptTokens, params int[] choiceTokens)
    {
        var request = new ScheduledRequest(promptTokens, choiceTokens);
        Assert.True(_scheduler.TryAdd(request));
        return request;
    }

    /// <summary>Moves on to the time given, through each due time on the way.</summary>
    public void To(double milliseconds)
    {
        StepTo(TimeSpan.FromMilliseconds(milliseconds));
        AdvanceAt(milliseconds);
    }

    /// <summary>Moves on until nothing is left to do.</summary>
    public void ToEnd() => StepTo(TimeSpan.MaxValue);

    /// <summary>Calls the scheduler once, however much has come due.</summary>
    public void AdvanceAt(double milliseconds) => Advance(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>When each token of a request came, in milliseconds.</summary>
    public double[] TimesOf(ScheduledRequest request) =>
        [.. _tokens.Where(token => token.Request == request).Select(token => token.AtMilliseconds)];

    public double EndOf(ScheduledRequest request) =>
        _tokens.Single(token => token.Request == request && token.Ordinal == request.LongestChoiceTokens)
            .AtMilliseconds;

    private void StepTo(TimeSpan limit)
    {
        Advance(_now);
        while (_scheduler.NextDue is { } due && due <= limit)
            Advance(due);
    }

    private void Advance(TimeSpan now)
    {
        _now = now;
        List<ScheduledToken> tokens = [];
        _scheduler.Advance(now, tokens);
        _tokens.AddRange(tokens.Select(token => (token.Request, token.Ordinal, now.TotalMilliseconds)));
    }
}

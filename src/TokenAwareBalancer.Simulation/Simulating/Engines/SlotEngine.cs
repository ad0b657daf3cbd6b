namespace TokenAwareBalancer.Simulating.Engines;

/// <summary>So many requests at once, each as fast as if alone; the others wait in order of arrival.</summary>
/// <remarks>
/// A request takes <c>b·p + e·p²/2</c> to its first token, and <c>a + c + d·ctx</c> for each token after it. With one
/// slot it is a serial engine, and what waits before it is the exact sum of what is ahead. Slots do not slow each
/// other: k servers with one queue. No KV limit, no prefix cache.
/// </remarks>
internal sealed class SlotEngine : EngineModel
{
    private readonly ScheduledRequest?[] _requests;
    private readonly double[] _dueSeconds;

    public SlotEngine(HardwareProfile profile, EngineVariation variation)
        : base(profile, variation)
    {
        _requests = new ScheduledRequest?[profile.Slots];
        _dueSeconds = new double[profile.Slots];
        Array.Fill(_dueSeconds, double.PositiveInfinity);
    }

    public override int RunningRequests => _requests.Count(static request => request is not null);

    public override long KvTokens => _requests.Sum(static request => request is null
        ? 0L
        : request.ComputedTokens + (long)request.Choices * request.GeneratedTokens);

    public override bool CanHold(ScheduledRequest request) => true;

    /// <inheritdoc/>
    /// <remarks>The rest of a running request's time is given back.</remarks>
    public override bool Remove(ScheduledRequest request)
    {
        if (request.Place == ScheduledPlace.Waiting)
        {
            Waiting.Remove(request);
            return true;
        }

        var slot = Array.IndexOf(_requests, request);
        if (slot >= 0)
            Empty(slot);
        return slot >= 0;
    }

    public override void Advance(double nowSeconds, ITokenSink sink)
    {
        Fill(nowSeconds);
        while (NextDueSeconds is { } due && due <= nowSeconds)
        {
            EndToken(Array.IndexOf(_dueSeconds, due), due, sink);
            Fill(due);
        }
    }

    private void Fill(double startSeconds)
    {
        for (var slot = 0; Waiting.First is { } request; slot++)
        {
            slot = Array.IndexOf(_requests, null, slot);
            if (slot < 0)
                break;
            Waiting.Remove(request);
            request.Place = ScheduledPlace.Running;
            _requests[slot] = request;
            Begin(slot, startSeconds, Profile.Costs.ChunkMilliseconds(request.PromptTokens, contextTokens: 0));
        }

        NextDueSeconds = _dueSeconds.Min() is var due && double.IsFinite(due) ? due : null;
    }

    private void EndToken(int slot, double dueSeconds, ITokenSink sink)
    {
        var request = _requests[slot]!;
        request.ComputedTokens = request.PromptTokens;
        var ordinal = ++request.GeneratedTokens;
        var contextTokens = request.PromptTokens + ordinal - 1L;
        if (ordinal == request.OutputTokens)
            Empty(slot);
        else
            Begin(
                slot, dueSeconds, Profile.Costs.BaseMilliseconds + Profile.Costs.DecodeMilliseconds(1, contextTokens));
        if (sink.WantsEachToken || ordinal == 1 || ordinal == request.OutputTokens)
            sink.OnToken(request, ordinal, dueSeconds);
    }

    private void Begin(int slot, double startSeconds, double milliseconds)
    {
        var seconds = Variation.ToSeconds(milliseconds, startSeconds);
        _dueSeconds[slot] = startSeconds + seconds;
        BusySeconds += seconds / _requests.Length;
    }

    private void Empty(int slot)
    {
        _requests[slot]!.Place = ScheduledPlace.Outside;
        _requests[slot] = null;
        _dueSeconds[slot] = double.PositiveInfinity;
    }
}

using TokenAwareBalancer.Estimating;
namespace TokenAwareBalancer.Simulating.Engines;

/// <summary>Continuous batching with chunked prefill in a bounded KV cache, as vLLM's V1 scheduler does it.</summary>
/// <remarks>
/// <para>Time passes in iterations. To begin one:</para>
/// <list type="number">
/// <item>Each stream that decodes gets its next token. Every 16th token of a stream takes a KV block; if there is none,
/// the request admitted last is preempted: it gives up its KV, and waits at the head of the line to be computed
/// again, until there is one.</item>
/// <item>The prompt that was begun goes on, with what the streams leave of the token budget.</item>
/// <item>If nobody was preempted, those who wait are admitted in order, each as soon as the blocks of its first chunk
/// can be had, while there is budget and a place. What is cached of a prompt is not computed.</item>
/// </list>
/// <para>
/// It takes the time that <see cref="IterationCosts"/> tells. At its end each stream has a token, and each prompt that
/// is done its first. Prompts are computed one after another, so of the running ones only the last is unfinished.
/// </para>
/// <para>
/// Streams are not touched one by one: all advance together, so a request's state is that of the step at which it was
/// last settled, plus the steps since. Sums over all streams, the streams that grow a block at each step modulo 16, and
/// the step at which each ends are kept instead.
/// </para>
/// </remarks>
internal sealed class BatchingEngine : EngineModel
{
    private readonly KvBlocks _blocks;
    private readonly RequestQueue _running = new(ScheduledPlace.Running);
    private readonly List<ScheduledRequest> _chunks = [];
    private readonly PriorityQueue<ScheduledRequest, long> _ends = new();
    private readonly long[] _growing = new long[KvBlocks.BlockTokens];
    private long _step;
    private long _grownStep; // the first step whose KV blocks have not been taken yet
    private long _streams;
    private long _contextTokens; // read by all streams in one step

    public BatchingEngine(HardwareProfile profile, EngineVariation variation)
        : base(profile, variation) => _blocks = new KvBlocks(profile.KvTokens, profile.CachesPrefixes);

    public override int RunningRequests => _running.Count;

    public override long KvTokens => _blocks.UsedBlocks * KvBlocks.BlockTokens;

    public override bool CanHold(ScheduledRequest request) =>
        KvBlocks.BlocksOf(request.PromptTokens + (request.OutputTokens - 1L) * Math.Max(1, request.Choices))
        <= _blocks.CapacityBlocks;

    /// <inheritdoc/>
    /// <remarks>The iteration at hand goes on, as on a GPU: the place is free at once, the time is spent.</remarks>
    public override bool Remove(ScheduledRequest request)
    {
        switch (request.Place)
        {
            case ScheduledPlace.Waiting:
                Waiting.Remove(request);
                return true;
            case ScheduledPlace.Running:
                Leave(request);
                return true;
            default:
                return false;
        }
    }

    public override void Advance(double nowSeconds, ITokenSink sink)
    {
        while (NextDueSeconds is { } due && due <= nowSeconds)
        {
            EndIteration(due, sink);
            NextDueSeconds = BeginIteration(due);
        }

        NextDueSeconds ??= BeginIteration(nowSeconds);
    }

    private double? BeginIteration(double startSeconds)
    {
        var preemptions = Preemptions;
        GrowStreams();
        var budgetTokens = (int)Math.Max(0, Profile.TokenBudget - _streams);
        budgetTokens -= ContinuePrompt(budgetTokens);
        if (Preemptions == preemptions)
            Admit(budgetTokens);
        if (_streams == 0 && _chunks.Count == 0)
            return null;

        var milliseconds = Profile.Costs.BaseMilliseconds
            + Profile.Costs.DecodeMilliseconds(_streams, _contextTokens);
        foreach (var request in _chunks)
            milliseconds += Profile.Costs.ChunkMilliseconds(request.ChunkTokens, request.ComputedTokens);
        var seconds = Variation.ToSeconds(milliseconds, startSeconds);
        BusySeconds += seconds;
        return startSeconds + seconds;
    }

    /// <summary>Takes the KV blocks of this step's tokens.</summary>
    private void GrowStreams()
    {
        if (!_blocks.TryTake(_growing[_step % KvBlocks.BlockTokens]))
        {
            for (var request = _running.First; request is not null; request = request.Next)
            {
                if (request.Streams > 0 && PhaseOf(request) == _step % KvBlocks.BlockTokens && !GrowOrPreempt(request))
                    break;
            }
        }

        _grownStep = _step + 1;
    }

    /// <returns>False when it was preempted itself: then it was the last.</returns>
    private bool GrowOrPreempt(ScheduledRequest request)
    {
        while (!_blocks.TryTake(request.Streams))
        {
            var last = _running.Last!;
            Preempt(last);
            if (last == request)
                return false;
        }

        return true;
    }

    private void Preempt(ScheduledRequest request)
    {
        var streams = Math.Max(1, request.Streams);
        Leave(request);
        request.TargetTokens = request.PromptTokens + request.GeneratedTokens * streams;
        request.Preemptions++;
        Preemptions++;
        Waiting.AddFirst(request);
    }

    /// <returns>The tokens of its chunk.</returns>
    private int ContinuePrompt(int budgetTokens)
    {
        if (_running.Last is not { Streams: 0 } request || budgetTokens == 0)
            return 0;
        var chunkTokens = Math.Min(request.TargetTokens - request.ComputedTokens, budgetTokens);
        if (!_blocks.TryGrow(request, chunkTokens))
        {
            Preempt(request);
            return 0;
        }

        _chunks.Add(request);
        return chunkTokens;
    }

    private void Admit(int budgetTokens)
    {
        while (budgetTokens > 0 && _running.Count < Profile.MaxRequests
            && Waiting.First is { } request && _blocks.TryAdmit(request, budgetTokens))
        {
            Waiting.Remove(request);
            _running.AddLast(request);
            _chunks.Add(request);
            budgetTokens -= request.ChunkTokens;
            if (request.Preemptions == 0)
                request.CachedTokens = request.ComputedTokens;
        }
    }

    private void EndIteration(double dueSeconds, ITokenSink sink)
    {
        _step++;
        _contextTokens += _streams;
        if (sink.WantsEachToken)
            TellTokens(dueSeconds, sink);
        while (_ends.TryPeek(out var request, out var step) && step <= _step)
        {
            _ends.Dequeue();
            // What was preempted or removed since has an entry that is not true any more.
            if (request.Streams > 0 && request.DueStep == step)
                EndChoice(request, dueSeconds, sink);
        }

        foreach (var request in _chunks)
            EndChunk(request, dueSeconds, sink);
        _chunks.Clear();
    }

    private void TellTokens(double dueSeconds, ITokenSink sink)
    {
        for (var request = _running.First; request is { Streams: > 0 }; request = request.Next)
            sink.OnToken(request, (int)(request.GeneratedTokens + _step - request.SinceStep), dueSeconds);
    }

    private void EndChoice(ScheduledRequest request, double dueSeconds, ITokenSink sink)
    {
        var streams = LeaveStreams(request);
        if (request.GeneratedTokens < request.OutputTokens)
        {
            var left = request.CountStreams(request.GeneratedTokens + 1);
            var freedBlocks = (streams - left) * request.GrownBlocks;
            request.OwnBlocks -= freedBlocks;
            _blocks.Give(freedBlocks);
            Decode(request, left);
            return;
        }

        Leave(request);
        if (!sink.WantsEachToken)
            sink.OnToken(request, request.OutputTokens, dueSeconds);
    }

    private void EndChunk(ScheduledRequest request, double dueSeconds, ITokenSink sink)
    {
        request.ComputedTokens += request.ChunkTokens;
        request.ChunkTokens = 0;
        if (request.ComputedTokens < request.TargetTokens)
            return;
        var ordinal = ++request.GeneratedTokens;
        var isLast = ordinal == request.OutputTokens;
        if (isLast)
            Leave(request);
        else
            Decode(request, request.CountStreams(ordinal + 1));
        if (sink.WantsEachToken || ordinal == 1 || isLast)
            sink.OnToken(request, ordinal, dueSeconds);
    }

    private void Decode(ScheduledRequest request, int streams)
    {
        request.Streams = streams;
        request.SinceStep = _step;
        request.DueStep = _step + request.NextEnd(request.GeneratedTokens) - request.GeneratedTokens;
        _ends.Enqueue(request, request.DueStep);
        _streams += streams;
        _contextTokens += streams * ContextOf(request);
        _growing[PhaseOf(request)] += streams;
    }

    /// <summary>Settles what decoding has changed, and takes its streams out of the sums.</summary>
    /// <returns>How many there were.</returns>
    private int LeaveStreams(ScheduledRequest request)
    {
        var streams = request.Streams;
        _growing[PhaseOf(request)] -= streams;
        var contextTokens = ContextOf(request);
        var grownBlocks = KvBlocks.BlocksOf(contextTokens + _grownStep - request.SinceStep)
            - KvBlocks.BlocksOf(contextTokens);
        request.GrownBlocks += grownBlocks;
        request.OwnBlocks += grownBlocks * streams;
        request.GeneratedTokens += (int)(_step - request.SinceStep);
        request.SinceStep = _step;
        request.Streams = 0;
        _streams -= streams;
        _contextTokens -= streams * ContextOf(request);
        return streams;
    }

    /// <summary>Takes a running request out, with all that it holds.</summary>
    private void Leave(ScheduledRequest request)
    {
        if (request.Streams > 0)
            LeaveStreams(request);
        if (request.ChunkTokens > 0)
            _chunks.Remove(request);
        (request.ComputedTokens, request.ChunkTokens, request.GrownBlocks) = (0, 0, 0);
        _running.Remove(request);
        _blocks.Release(request);
    }

    /// <summary>
    /// What each of its streams reads: the prompt and all tokens but the last, which is computed next.
    /// </summary>
    private static long ContextOf(ScheduledRequest request) => request.PromptTokens + request.GeneratedTokens - 1L;

    /// <summary>
    /// The step, modulo the size of a block, at which its streams grow one: when their context fills it.
    /// </summary>
    private static int PhaseOf(ScheduledRequest request)
    {
        var phase = (request.SinceStep - ContextOf(request)) % KvBlocks.BlockTokens;
        return (int)(phase < 0 ? phase + KvBlocks.BlockTokens : phase);
    }
}

using System.Text.Json;
using TokenAwareBalancer.Engine.Answering;
using TokenAwareBalancer.Engine.Requests;
using TokenAwareBalancer.Engine.Scheduling;

namespace TokenAwareBalancer.Engine.Serving;

/// <summary>Serves one request of an API from its head to its last byte.</summary>
/// <remarks>
/// 1 draw the plan; 2 refuse; 3 read; 4 fail by status or stall; 5 schedule, which may find the prompt too long or the
/// queue full, unless the API takes no time; 6 write the answer as its tokens come, which may be cut. A client that
/// leaves is taken out of the schedule by a callback, not by this flow, so that a handler that waits for a slow reader
/// does not hold a place.
/// </remarks>
internal sealed class InferenceHandler
{
    private readonly EngineOptions _options;
    private readonly EngineCounters _counters;
    private readonly EngineLoop _loop;
    private readonly TimeProvider _timeProvider;
    private readonly CancellationToken _stopping;

    public InferenceHandler(
        EngineOptions options,
        EngineCounters counters,
        EngineLoop loop,
        TimeProvider timeProvider,
        CancellationToken stopping)
    {
        _options = options;
        _counters = counters;
        _loop = loop;
        _timeProvider = timeProvider;
        _stopping = stopping;
    }

    public async Task HandleAsync(HttpContext context, IAnswerApi api)
    {
        using var abortWhenStopping = _stopping.UnsafeRegister(static c => ((HttpContext)c!).Abort(), context);
        // 1. Draw the plan.
        var plan = new RequestPlan(_options, api.IsInference ? _counters.Received() : _counters.ReceivedAside());
        var exchange = new EngineExchange(context, api, plan, _timeProvider);
        // 2. Refuse.
        if (plan.Failure == FailureKind.Refuse)
        {
            _counters.FailureInjected();
            context.Abort();
            return;
        }
        try
        {
            await ServeAsync(exchange);
        }
        catch (MalformedRequestException exception)
        {
            _counters.Rejected();
            await exchange.WriteErrorAsync(StatusCodes.Status400BadRequest, exception.Message);
        }
    }

    private async Task ServeAsync(EngineExchange exchange)
    {
        // 3. Read.
        if (await ReadAsync(exchange) is not { } request)
            return;
        if (_options.StrictModel && request.Model is { } model && !_options.Models.Contains(model))
        {
            _counters.Rejected();
            await exchange.WriteErrorAsync(
                StatusCodes.Status404NotFound, $"The model `{model}` does not exist.");
            return;
        }
        // 4. Fail.
        switch (exchange.Plan.Failure)
        {
            case FailureKind.ServerError:
                _counters.FailureInjected();
                await exchange.WriteErrorAsync(StatusCodes.Status500InternalServerError, "Injected failure.");
                return;
            case FailureKind.TooManyRequests:
                _counters.FailureInjected();
                await exchange.WriteErrorAsync(StatusCodes.Status429TooManyRequests, "Injected failure.");
                return;
            case FailureKind.Stall:
                _counters.FailureInjected();
                await StallAsync(exchange, request);
                return;
            default:
                await AnswerAsync(exchange, CreateAnswer(exchange.Plan, request));
                return;
        }
    }

    /// <returns>Null when the client left before its request was complete.</returns>
    private async Task<EngineRequest?> ReadAsync(EngineExchange exchange)
    {
        try
        {
            var blocks = _options.CachesPrefixes ? new PromptBlocks() : null;
            var request = await exchange.ReadAsync(new PromptTokens(_options.TokenCounter, blocks));
            return blocks is null ? request : request with { BlockIds = blocks.Ids };
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            CountCancelled(exchange);
            return null;
        }
    }

    private async Task StallAsync(EngineExchange exchange, EngineRequest request)
    {
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = exchange.ClientLeft.UnsafeRegister(
            static source => ((TaskCompletionSource)source!).TrySetResult(), left);
        if (request.IsStream)
            await exchange.StartStreamAsync();
        await left.Task;
        CountCancelled(exchange);
    }

    private async Task AnswerAsync(EngineExchange exchange, EngineAnswer answer)
    {
        if (exchange.Api.IsInference)
            await ScheduleAsync(exchange, answer);
        else if (!await exchange.WriteAnswerAsync(answer))
            await CutAsync(exchange);
    }

    private async Task ScheduleAsync(EngineExchange exchange, EngineAnswer answer)
    {
        // 5. Schedule.
        var choiceTokens = Array.ConvertAll([.. answer.Choices], static choice => choice.Tokens);
        var job = new EngineJob(answer.Request.PromptTokens, choiceTokens, exchange.ReceivedTimestamp)
        {
            BlockIds = answer.Request.BlockIds,
            BlockTokens = PromptBlocks.BlockTokens,
        };
        if (!_loop.CanHold(job))
        {
            _counters.Rejected();
            await exchange.WriteErrorAsync(
                StatusCodes.Status400BadRequest,
                $"This model's maximum context length is {_options.ContextTokens} tokens; "
                + $"the prompt alone has {job.PromptTokens}.");
            return;
        }
        _loop.Submit(job);
        using var leave = exchange.ClientLeft.UnsafeRegister(_ => _loop.ClientLeft(job), null);
        if (!await job.Accepted)
        {
            _counters.Rejected();
            await exchange.WriteErrorAsync(
                StatusCodes.Status429TooManyRequests, "The engine's queue is full; try again later.");
            return;
        }
        // 6. Write the answer.
        var writer = new AnswerWriter(exchange, answer, job, _options.CachesPrefixes);
        var isWritten = answer.Request is { IsStream: true, Form: IStreamedForm form }
            ? await writer.WriteStreamAsync(form, _options.EarlyStart)
            : await writer.WriteWholeAsync();
        if (!isWritten)
            await EndEarlyAsync(exchange, job);
    }

    /// <summary>Ends an answer that is cut, whose client left (then nobody sees this), or whose engine stops.</summary>
    private async Task EndEarlyAsync(EngineExchange exchange, EngineJob job)
    {
        if (exchange.Plan.Failure != FailureKind.Cut || exchange.ClientLeft.IsCancellationRequested)
        {
            exchange.Context.Abort();
            return;
        }
        _loop.Withdraw(job);
        await CutAsync(exchange);
    }

    private async Task CutAsync(EngineExchange exchange)
    {
        _counters.FailureInjected();
        await exchange.LetBytesGoAsync();
        exchange.Context.Abort();
    }

    private EngineAnswer CreateAnswer(RequestPlan plan, EngineRequest request) => new()
    {
        Id = plan.AnswerId,
        CreatedUnixSeconds = _timeProvider.GetUtcNow().ToUnixTimeSeconds(),
        Model = JsonEncodedText.Encode(request.Model ?? _options.Models[0]),
        Request = request,
        Choices = plan.DrawChoices(request),
        Words = plan.Words,
    };

    /// <summary>A client that left before its request was scheduled, unless the engine is what stopped.</summary>
    private void CountCancelled(EngineExchange exchange)
    {
        if (!_stopping.IsCancellationRequested)
            _counters.Cancelled(exchange.ReceivedTimestamp, tokensGenerated: 0);
    }
}

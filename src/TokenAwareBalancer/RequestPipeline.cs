using Microsoft.AspNetCore.Connections;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Failures;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Forwarding;
using TokenAwareBalancer.Learning;
using TokenAwareBalancer.Observing;
using TokenAwareBalancer.Receiving;
using TokenAwareBalancer.Reloading;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer;

/// <summary>The life of a request: the eight stages, in order, and nowhere else.</summary>
/// <remarks>
/// A stage that cannot go on yields a <see cref="Failure"/>, which is a value; an exception that arrives here is a
/// defect, and is told as one. The client going away ends any stage at once.
/// </remarks>
internal sealed class RequestPipeline
{
    private readonly ReceivingStage _receiving;
    private readonly UnderstandingStage _understanding;
    private readonly AdmittingStage _admitting;
    private readonly ForwardingStage _forwarding;
    private readonly ObservingStage _observing;
    private readonly ConfigurationInForce _configuration;
    private readonly TimeProvider _time;

    public RequestPipeline(
        ReceivingStage receiving,
        UnderstandingStage understanding,
        AdmittingStage admitting,
        ForwardingStage forwarding,
        ObservingStage observing,
        ConfigurationInForce configuration,
        TimeProvider time)
    {
        _configuration = configuration;
        _receiving = receiving;
        _understanding = understanding;
        _admitting = admitting;
        _forwarding = forwarding;
        _observing = observing;
        _time = time;
    }

    private double NowSeconds => _time.GetElapsedTime(0).TotalSeconds;

    public async Task HandleAsync(HttpContext http)
    {
        using var exchange = new Exchange(http, _time.GetTimestamp(), _configuration.Current.Rules);
        Failure? failure = null;
        try
        {
            failure = await RunAsync(exchange);
        }
        catch (Exception exception) when (ClientIsGone(http, exception))
        {
            _observing.OnClientGone(exchange, exception);
            // Were the client there after all, the server would send it an empty 200.
            http.Abort();
        }
        catch (Exception exception)
        {
            failure = _observing.OnDefect(exchange, exception);
        }

        if (failure is not null)
            await ErrorResponse.TryWriteAsync(exchange, failure);
        _observing.OnRequestEnd(exchange, failure);
    }

    private async Task<Failure?> RunAsync(Exchange exchange)
    {
        // 1. Receiving: HTTP becomes bytes.
        if (await _receiving.ReceiveAsync(exchange) is { } notReceived)
            return notReceived;

        // 2. Understanding: bytes become a profile, the prompt counted in the model's own tokens.
        if (await _understanding.UnderstandAsync(exchange) is { } notUnderstood)
            return notUnderstood;

        // Who asks for no more than that is answered from it; no backend hears of it.
        if (exchange.Route.Answerer == Answerer.Balancer)
            return await AnswerHereAsync(exchange);

        // 3. Estimating: the profile becomes the work it will be.
        if (exchange.IsUnderstood)
            exchange.Work = WorkEstimator.Estimate(exchange.Profile, exchange.Model.Beliefs, NowSeconds) with
            {
                Prefixes = exchange.Prefixes.Hashes,
            };

        return await TryBackendsAsync(exchange);
    }

    private async Task<Failure?> AnswerHereAsync(Exchange exchange)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(exchange.Http.RequestAborted);
        ended.CancelAfter(exchange.TimeLeft(_time) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero);
        try
        {
            await TokenAnswer.WriteAsync(exchange, ended.Token);
            _observing.OnAnsweredHere(exchange);
        }
        catch (OperationCanceledException) when (!exchange.Http.RequestAborted.IsCancellationRequested)
        {
            // Its reader is too slow, and has part of it: only a broken connection says that the rest will not come.
            exchange.Http.Abort();
        }

        return null;
    }

    private async Task<Failure?> TryBackendsAsync(Exchange exchange)
    {
        Failure? lastFailure = null;
        while (true)
        {
            // 4. Admitting, and under its lock 5. Choosing: the work becomes a placement, already charged.
            var (placement, notPlaced) = await _admitting.PlaceAsync(exchange);
            if (notPlaced?.Kind == RequestFailure.NoBackend && lastFailure is not null)
            {
                if (_forwarding.TryForgive(exchange))
                    continue;
                return lastFailure;
            }

            if (placement is null)
                return notPlaced;

            // 6. Forwarding: the placement becomes an answer, 7. observed on its way.
            var end = await _forwarding.RunAsync(exchange, placement.Value);
            _observing.OnTryEnd(exchange, placement.Value, end);

            // 8. Learning: what happened changes what is believed.
            LearnFrom(exchange, placement.Value, end.Outcome);

            if (!end.MayTryAnother)
                return end.Failure;
            lastFailure = end.Failure;
        }
    }

    private void LearnFrom(Exchange exchange, Placement placement, in Outcome outcome)
    {
        try
        {
            _admitting.Observe(placement.Backend, outcome);
            if (exchange.IsUnderstood)
                Learn(exchange, placement.Backend, outcome);
        }
        catch (Exception)
        {
            // What was believed before still stands.
            _observing.OnFallback("learning");
        }
    }

    private void Learn(Exchange exchange, Backend backend, in Outcome outcome)
    {
        var drift = OutcomeLearner.Learn(
            exchange.Profile, outcome, exchange.Model.Beliefs, backend.Name, exchange.Work, NowSeconds);
        if (drift is not null)
            _observing.OnDrift(exchange, backend, drift);
    }

    // The server may throw the reset of a connection before it fires the token that tells of it.
    private static bool ClientIsGone(HttpContext http, Exception exception) =>
        http.RequestAborted.IsCancellationRequested
        || exception is ConnectionResetException or ConnectionAbortedException;
}

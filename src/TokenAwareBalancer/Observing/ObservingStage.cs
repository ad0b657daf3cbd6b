using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Failures;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Forwarding;
using TokenAwareBalancer.Learning;
using TokenAwareBalancer.Observing.Metrics;
using TokenAwareBalancer.Receiving;

namespace TokenAwareBalancer.Observing;

/// <summary>The stage Observing for what is over: metrics of each try and request, and one line in the log.</summary>
internal sealed partial class ObservingStage
{
    /// <summary>What an operator filters by.</summary>
    private const string LogCategory = "balancer.request";

    /// <summary>Stands in the log where no key was asked for, or none was right.</summary>
    private const string NoClient = "-";

    private readonly AdmissionGate _gate;
    private readonly BalancerMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ILogger _driftLog;

    public ObservingStage(
        AdmissionGate gate, BalancerMetrics metrics, TimeProvider time, ILoggerFactory logs)
    {
        _gate = gate;
        _metrics = metrics;
        _time = time;
        _log = logs.CreateLogger(LogCategory);
        _driftLog = logs.CreateLogger("balancer.counting");
    }

    /// <summary>A try is over and its lease settled.</summary>
    public void OnTryEnd(Exchange exchange, in Placement placement, in TryEnd end)
    {
        SettleOverdue(exchange, placement.Lease);
        var outcome = end.Outcome;
        if (end.WasUnobserved)
            OnFallback("observing");
        exchange.LastOutcome = outcome;
        if (end.WastedTokens > 0)
            _metrics.CountWastedTokens(placement.Backend.Name, end.WastedTokens);
        _metrics.CountTry(placement.Backend.Name, OutcomeTags.Of(outcome));
        if (outcome.IsWholeAnswer && exchange.IsUnderstood)
            RecordAnswer(exchange, outcome);
    }

    /// <summary>The balancer has answered a request itself.</summary>
    public void OnAnsweredHere(Exchange exchange) => exchange.LastOutcome = new Outcome(
        OutcomeKind.Completed,
        exchange.Http.Response.StatusCode,
        ObservedPromptTokens: null,
        ObservedOutputTokens: null,
        TimeToFirstTokenSeconds: null,
        _time.GetElapsedTime(exchange.ArrivedTimestamp).TotalSeconds);

    /// <summary>The client has its answer, or its error, or has left.</summary>
    public void OnRequestEnd(Exchange exchange, Failure? failure)
    {
        // Out of the line before its lease is looked at: from then on it is given none.
        if (exchange.Ticket is { } ticket && _gate.Withdraw(ticket))
            Log.Overdue(_log, exchange.RequestId);
        SettleOverdue(exchange, exchange.Lease);
        var end = failure?.Traits.Reason
            ?? (exchange.LastOutcome is { } outcome ? OutcomeTags.Of(outcome) : OutcomeTags.Of(OutcomeKind.ClientGone));
        var model = ModelTag(exchange);
        var durationSeconds = _time.GetElapsedTime(exchange.ArrivedTimestamp).TotalSeconds;
        _metrics.CountRequest(OutcomeTags.Of(exchange.Route.Surface), model, end);
        _metrics.RecordRequestDuration(model, durationSeconds);
        if (failure is not null)
            _metrics.CountRejection(failure.Traits.Reason);

        LogRequest(failure?.Traits.LogLevel ?? LogLevel.Information, exchange, model, end, durationSeconds);
    }

    /// <summary>The client's leaving ended a stage before or between tries.</summary>
    public void OnClientGone(Exchange exchange, Exception exception) =>
        Log.ClientGone(_log, exception, exchange.RequestId);

    /// <summary>A backend's counts of a model's prompts have begun to differ from ours, or have ceased to.</summary>
    public void OnDrift(Exchange exchange, Backend backend, DriftChange drift)
    {
        var model = ModelTag(exchange);
        var tokenizer = exchange.Model.TokenCounter?.Name ?? "none";
        var ratio = Math.Round(drift.Belief.Factor, 3);
        if (drift.State == DriftState.None)
            Log.DriftEnded(_driftLog, backend.Name, model, tokenizer);
        else if (drift.State == DriftState.Drifting)
            Log.Drifting(_driftLog, backend.Name, ratio, model, tokenizer);
        else
            Log.WrongTokenizer(_driftLog, backend.Name, ratio, model, tokenizer);
    }

    /// <summary>A stage that only optimises has failed, and the request goes on without it.</summary>
    public void OnFallback(string stage) => _metrics.CountFallback(stage);

    /// <summary>A stage threw what it may not throw.</summary>
    /// <returns>What to tell the client: nothing of the inside.</returns>
    public Failure OnDefect(Exchange exchange, Exception exception)
    {
        Log.Defect(_log, exception, exchange.RequestId);
        return new Failure(RequestFailure.InternalError,
            $"The balancer failed on this request. Its log has the details under {exchange.RequestId}.");
    }

    /// <summary>The watchdog: no lease may outlive what it was given for.</summary>
    private void SettleOverdue(Exchange exchange, Lease? lease)
    {
        if (lease is not null && _gate.SettleOverdue(lease))
            Log.Overdue(_log, exchange.RequestId);
    }

    private void LogRequest(LogLevel level, Exchange exchange, string model, string end, double durationSeconds)
    {
        if (!_log.IsEnabled(level))
            return;
        var surface = OutcomeTags.Of(exchange.Route.Surface);
        var outcome = exchange.LastOutcome;
        var response = exchange.Http.Response;
        // Nobody was there to be sent the status that stands there by default.
        var status = exchange.Http.RequestAborted.IsCancellationRequested && !response.HasStarted
            ? (int?)null
            : response.StatusCode;
        var promptTokens = exchange.IsUnderstood ? exchange.Profile.PromptTokens : (int?)null;
        var timeToFirstTokenMs = Milliseconds(outcome?.TimeToFirstTokenSeconds);
        var durationMs = Milliseconds(durationSeconds);
        Log.RequestEnded(
            _log, level, exchange.RequestId, surface, model, exchange.Backend?.Name, end,
            status, promptTokens, outcome?.ObservedOutputTokens, timeToFirstTokenMs,
            durationMs, exchange.Sends, exchange.Client ?? NoClient);
    }

    private void RecordAnswer(Exchange exchange, in Outcome outcome)
    {
        var model = ModelTag(exchange);
        _metrics.RecordTokenUsage(
            model,
            outcome.ObservedPromptTokens ?? exchange.Profile.PromptTokens,
            exchange.Profile.HasOutput ? outcome.ObservedOutputTokens : null);
        if (outcome.ObservedPromptTokens is { } promptTokens)
            _metrics.RecordEstimateError(model, "prompt", exchange.Work.PromptTokens, promptTokens);
        if (outcome.ObservedOutputTokens is { } outputTokens)
            _metrics.RecordEstimateError(model, "output", exchange.Work.EstimatedOutputTokens, outputTokens);
        if (outcome.TimeToFirstTokenSeconds is not { } timeToFirstToken)
            return;
        if (exchange.Lease is { EstimatedFirstTokenMilliseconds: > 0 and var estimatedMilliseconds })
            _metrics.RecordEstimateError(model, "first_token", estimatedMilliseconds, timeToFirstToken * 1000);
        var heldSeconds = _time.GetElapsedTime(exchange.ArrivedTimestamp).TotalSeconds - outcome.DurationSeconds;
        _metrics.RecordTimeToFirstToken(model, heldSeconds + timeToFirstToken);
        if (outcome.ObservedOutputTokens > 1)
            _metrics.RecordTimePerOutputToken(
                model, (outcome.DurationSeconds - timeToFirstToken) / (outcome.ObservedOutputTokens.Value - 1));
    }

    // A name that a client made up must not become a label, nor a line in the log.
    private string ModelTag(Exchange exchange) => exchange.Model switch
    {
        null => "none",
        { Name.Length: 0 } => "none",
        var model => _gate.Fleet.IsConfigured(model) ? model.Name : "other",
    };

    private static double? Milliseconds(double? seconds) => seconds is { } value ? Math.Round(value * 1000, 1) : null;

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Message = "{RequestId} {Surface} {Model} {Backend} {End} {Status} " +
            "prompt={PromptTokens} output={OutputTokens} ttft={TimeToFirstTokenMs}ms total={DurationMs}ms " +
            "sends={Sends} client={Client}")]
        public static partial void RequestEnded(
            ILogger logger, LogLevel level, string requestId, string surface, string model, string? backend,
            string end, int? status, int? promptTokens, long? outputTokens, double? timeToFirstTokenMs,
            double? durationMs, int sends, string client);

        [LoggerMessage(EventId = 2, Level = LogLevel.Debug, Message = "{RequestId} client gone")]
        public static partial void ClientGone(ILogger logger, Exception exception, string requestId);

        [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "{RequestId} failed by a defect of the balancer")]
        public static partial void Defect(ILogger logger, Exception exception, string requestId);

        [LoggerMessage(EventId = 4, Level = LogLevel.Error, Message = "{RequestId} has ended, and by a defect of the " +
            "balancer had not given back its lease or its place in line; it is given back now")]
        public static partial void Overdue(ILogger logger, string requestId);

        [LoggerMessage(EventId = 5, Level = LogLevel.Warning, Message = "{Backend} counts {Ratio} times the tokens " +
            "in the prompts of {Model} that {Tokenizer} counts; what is charged for is corrected by that")]
        public static partial void Drifting(
            ILogger logger, string backend, double ratio, string model, string tokenizer);

        [LoggerMessage(EventId = 6, Level = LogLevel.Warning, Message = "{Backend} counts {Ratio} times the tokens " +
            "in the prompts of {Model} that {Tokenizer} counts, so that this is not the tokenizer of what it serves: " +
            "configure the right one as the tokenizer of this model under models, or none, which estimates by what " +
            "answers teach. Until then what is charged for is corrected by the ratio")]
        public static partial void WrongTokenizer(
            ILogger logger, string backend, double ratio, string model, string tokenizer);

        [LoggerMessage(EventId = 7, Level = LogLevel.Information, Message = "{Backend} counts the tokens in the " +
            "prompts of {Model} as {Tokenizer} does again")]
        public static partial void DriftEnded(ILogger logger, string backend, string model, string tokenizer);
    }
}

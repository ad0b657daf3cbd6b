using System.Collections.Frozen;
using System.Text;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Learning;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Simulating.Running;

/// <summary>One balancer: the stages of Core from Estimating to Learning, as a live one goes through them.</summary>
internal sealed class SimulatedBalancer
{
    private const int Ok = 200;
    private const int BadRequest = 400;

    private readonly FleetRun _run;
    private readonly AdmissionGate _gate;
    private readonly Backend[] _backends;
    private readonly Dictionary<Backend, int> _places = [];
    private readonly ServedModel[] _models;
    private readonly TenantNames _tenants = new();

    public SimulatedBalancer(FleetRun run, int number)
    {
        _run = run;
        var plan = run.Plan;
        _backends = [.. plan.Fleet.Select(backend => new Backend(Define(backend, plan)))];
        for (var place = 0; place < _backends.Length; place++)
            _places.Add(_backends[place], place);

        var seed = unchecked(plan.Seed * 7919 + number);
        var fleet = new FleetSnapshot(
            _backends, plan.Models.Select(model => new ModelDefinition(model)), plan.Policy, seed: seed);
        _gate = new AdmissionGate(fleet, plan.MaxHeldRequests, run.Time) { GuardsKv = plan.GuardsKv };
        _gate.Speeds.Import(run.Beliefs.SpeedsAtStart(_backends), nowSeconds: 0);
        _models = [.. plan.Models.Select(model => fleet.FindModel(Encoding.UTF8.GetBytes(model))
            ?? throw new ArgumentException($"No engine of the fleet serves the model '{model}'."))];
    }

    /// <summary>What it keeps of the engines, in the order of the fleet.</summary>
    public IReadOnlyList<Backend> Backends => _backends;

    /// <summary>A client has sent a request.</summary>
    public void Arrive(int index)
    {
        ref readonly var asked = ref _run.Request(index);
        var request = new RequestInFlight(index, asked, this) { Prefixes = PrefixChains.Of(asked) };
        var model = _models[asked.Model];
        var work = Expect(request, model, asked.OutputTokens) with { Prefixes = request.Prefixes };
        request.Work = work;
        var admission = _gate.TryPlace(model, work, []);
        if (admission.Kind == AdmissionKind.NoRoom)
        {
            request.WasHeld = true;
            admission = _gate.PlaceOrHold(new HeldInLine(request, model, work));
        }

        if (admission.Kind == AdmissionKind.Placed)
            Send(request, admission.Placement);
        else if (admission.Kind != AdmissionKind.Held)
            Refuse(request);
    }

    /// <summary>Sends a request that has been placed.</summary>
    public void Send(RequestInFlight request, in Placement placement)
    {
        request.Lease = placement.Lease;
        request.Site = _run.Sites[_places[placement.Backend]];
        ref var record = ref _run.Records[request.Index];
        record.DispatchSeconds = _run.Time.NowSeconds;
        record.Backend = (short)request.Site.Index;
        record.WasHeld = request.WasHeld;
        // Through the queue, also without a delay: the engine may be in the middle of telling its tokens.
        _run.Events.Post(_run.Time.NowSeconds + _run.Plan.NetworkDelaySeconds, request);
    }

    /// <summary>Turns a request away that nobody can take.</summary>
    public void Refuse(RequestInFlight request)
    {
        _run.Records[request.Index].Backend = -1;
        _run.OnEnded(isRefused: true);
    }

    /// <summary>The engine says that the prompt is longer than its context.</summary>
    public void OnTooLarge(RequestInFlight request)
    {
        request.Lease!.Settle();
        _gate.Observe(request.Lease.Backend, new Outcome(OutcomeKind.Completed, BadRequest, null, null, null, 0));
        Refuse(request);
    }

    /// <summary>A chunk with content has come; the last one brings the usage.</summary>
    public void OnToken(RequestInFlight request, int ordinal)
    {
        if (ordinal == 1)
        {
            request.Lease!.ReleasePrefill();
            _run.Records[request.Index].FirstTokenSeconds = _run.Time.NowSeconds;
        }

        request.Lease!.ObserveOutput(1);
        if (ordinal == request.OutputTokens)
            End(request);
    }

    /// <summary>Takes an engine's word for its state.</summary>
    public void OnScraped(int place, EngineState state, int? slots)
    {
        var backend = _backends[place];
        _gate.LearnState(backend, state with { LedgerRequests = backend.Ledger.Read().Requests });
        if (slots != backend.LearnedMaxConcurrency)
            _gate.LearnMaxConcurrency(backend, slots);
    }

    /// <summary>What is wrong about the output is put to the estimator as what a client would have said of it.</summary>
    private WorkEstimate Expect(RequestInFlight request, ServedModel model, int outputTokens)
    {
        var profile = Profile(request);
        var work = WorkEstimator.Estimate(profile, model.Beliefs, _run.Time.NowSeconds);
        return _run.Beliefs.ExpectOutput(request.Index, work, outputTokens) is { } expectedTokens
            ? WorkEstimator.Estimate(
                profile with { HintedOutputTokens = expectedTokens }, model.Beliefs, _run.Time.NowSeconds)
            : work;
    }

    private void End(RequestInFlight request)
    {
        var nowSeconds = _run.Time.NowSeconds;
        ref var record = ref _run.Records[request.Index];
        record.EndSeconds = nowSeconds;
        record.CachedTokens = request.CachedTokens;
        record.PredictedCachedTokens = (int)request.Lease!.PredictedCachedTokens;
        record.Preemptions = request.Preemptions;
        var lease = request.Lease!;
        int? toldPromptTokens = _run.Beliefs.HasUsage ? request.PromptTokens : null;
        if (_run.Beliefs.HasUsage)
            lease.ObserveUsage(request.PromptTokens, request.OutputTokens, request.CachedTokens);
        lease.Settle();
        // Without a usage the output is still known: each of its tokens was seen.
        var outcome = new Outcome(OutcomeKind.Completed, Ok, toldPromptTokens, request.OutputTokens,
            record.FirstTokenSeconds - record.DispatchSeconds, nowSeconds - record.DispatchSeconds);
        _gate.Observe(lease.Backend, outcome);
        var beliefs = _models[_run.Request(request.Index).Model].Beliefs;
        OutcomeLearner.Learn(
            Profile(request), outcome, beliefs, lease.Backend.Name, request.Work, nowSeconds);
        _run.OnEnded(isRefused: false);
    }

    private RequestProfile Profile(RequestInFlight request) => new(
        new RequestOutline { Surface = ApiSurface.ChatCompletions, IsStreaming = true, Completions = 1 },
        _models[_run.Request(request.Index).Model].Name,
        new PromptCount(
            _run.Beliefs.CountPrompt(request.Index, request.PromptTokens), IsExact: true, TextBytes: 0, FormatTokens: 0))
    {
        Tenant = _tenants.NameOf(_run.Request(request.Index).Tenant),
    };

    private static BackendDefinition Define(SimulatedBackend backend, SimulationPlan plan) => new()
    {
        Name = backend.Name,
        Address = new Uri("http://engine.invalid/"),
        Weight = backend.Weight,
        MaxConcurrency = backend.MaxConcurrency,
        KvTokens = backend.Profile is { IsBatching: true, KvTokens: < long.MaxValue and var tokens } ? tokens : null,
        Models = backend.Models?.ToFrozenDictionary(model => plan.Models[model], model => plan.Models[model]),
    };
}

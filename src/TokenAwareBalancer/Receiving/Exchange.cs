using System.Collections.Immutable;
using System.Globalization;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Failures;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Forwarding;
using TokenAwareBalancer.Learning;
using TokenAwareBalancer.Receiving.Decoding;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Receiving;

/// <summary>One request on its way through the stages, and what each has found out about it.</summary>
/// <remarks>Used by one request at a time, in the order of the stages; not thread-safe.</remarks>
internal sealed class Exchange : IDisposable
{
    /// <param name="http">The request.</param>
    /// <param name="arrivedTimestamp">When it came.</param>
    /// <param name="rules">What it is handled by; null for those of a configuration that says nothing.</param>
    public Exchange(HttpContext http, long arrivedTimestamp, RequestRules? rules = null)
    {
        Http = http;
        ArrivedTimestamp = arrivedTimestamp;
        Rules = rules ?? RequestRules.Default;
        RequestId = Receiving.RequestId.Of(http.Request);
        Route = RequestRoutes.Of(http.Request);
    }

    private RequestBody? _decoded;

    public HttpContext Http { get; }

    public long ArrivedTimestamp { get; }

    public RequestRules Rules { get; }

    public string RequestId { get; }

    public RequestRoute Route { get; }

    /// <summary>As it came.</summary>
    public RequestBody Body { get; } = new();

    /// <summary>What the client meant by it: decoded, if it came compressed.</summary>
    public RequestBody Content => _decoded ?? Body;

    /// <summary>Whether the body came compressed, and was decoded.</summary>
    public bool IsDecoded => _decoded is not null;

    /// <summary>Whose key the request carried; null when none is asked for. Set by Receiving.</summary>
    public string? Client { get; set; }

    /// <summary>Where the request is counted until its end. Set by Receiving.</summary>
    public RequestPlaces? Places { get; set; }

    /// <summary>The beginnings of its prompt, by their hashes. Set by Understanding.</summary>
    public PromptPrefixes Prefixes { get; } = new();

    /// <summary>Set by Understanding; the default for a body that is only passed through.</summary>
    public RequestProfile Profile { get; set; }

    /// <summary>Whether the prompt has been understood and counted.</summary>
    public bool IsUnderstood { get; set; }

    /// <summary>Set by Understanding for a request that asks for them.</summary>
    public IReadOnlyList<int> PromptTokenIds { get; set; } = [];

    /// <summary>Set by Understanding.</summary>
    public ServedModel Model { get; set; } = null!;

    /// <summary>Set by Estimating.</summary>
    public WorkEstimate Work { get; set; } = WorkEstimate.RequestOnly;

    /// <summary>Set by Understanding, once the model is known.</summary>
    public RequestTimeouts Timeouts { get; set; } = null!;

    /// <summary>Backends that have failed this request. Grown by Forwarding.</summary>
    public ImmutableArray<Backend> Tried { get; set; } = [];

    /// <summary>Whether backends that failed it have been given a second chance. Set by Forwarding.</summary>
    public bool IsForgiven { get; set; }

    /// <summary>The lease that the request was given last. Set by Admitting, also while it stands in line.</summary>
    public Lease? Lease { get; set; }

    /// <summary>The request's last place in line; null when it has never stood there. Set by Admitting.</summary>
    public PlacementTicket? Ticket { get; set; }

    /// <summary>
    /// How often the request has been sent to a backend that could be reached. Counted by Forwarding.
    /// </summary>
    public int Sends { get; set; }

    /// <summary>The backend that answers, or answered last.</summary>
    public Backend? Backend { get; set; }

    /// <summary>How the last try ended, or the answer that the balancer gave itself; null before one has.</summary>
    public Outcome? LastOutcome { get; set; }

    /// <summary>What is left of the time that the whole request may take; negative when it is over.</summary>
    public TimeSpan TimeLeft(TimeProvider time) => Timeouts.Total - time.GetElapsedTime(ArrivedTimestamp);

    /// <summary>Decodes the body, which stays beside what is made of it.</summary>
    /// <exception cref="InvalidDataException">It is not what the coding asks for.</exception>
    public BodyEnd Decode(ContentCoding coding, long limitBytes, CancellationToken cancellationToken)
    {
        using var decoder = coding.Open(Body.Memory);
        _decoded = new RequestBody();
        return _decoded.Decode(decoder, limitBytes, Body.CountedIn!, cancellationToken);
    }

    /// <summary>Gives the memory of the body back: nobody needs it any more.</summary>
    public void ReleaseBody()
    {
        Body.Dispose();
        _decoded?.Dispose();
    }

    /// <summary>Puts the balancer's own headers on the answer.</summary>
    public void WriteResponseHeaders()
    {
        var headers = Http.Response.Headers;
        headers[BalancerHeaders.RequestId] = RequestId;
        if (Route.Errors == ErrorFormat.Anthropic)
            headers.TryAdd(BalancerHeaders.AnthropicRequestId, RequestId);
        if (Backend is not null)
            headers[BalancerHeaders.Backend] = Backend.Name;
        if (IsUnderstood)
            headers[BalancerHeaders.PromptTokens] = Profile.PromptTokens.ToString(CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        ReleaseBody();
        Prefixes.Dispose();
        Places?.Leave();
    }
}

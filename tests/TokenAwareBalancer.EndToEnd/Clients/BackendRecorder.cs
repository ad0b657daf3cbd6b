using System.Collections.Concurrent;
using System.Globalization;
using TokenAwareBalancer.Receiving;

namespace TokenAwareBalancer.Clients;

/// <summary>Passes requests on, and notes what the balancer's headers say on the answers.</summary>
internal sealed class BackendRecorder : DelegatingHandler
{
    private readonly ConcurrentDictionary<string, int> _answersByBackend = new();
    private int _latestPromptTokens;

    public BackendRecorder()
        : base(new SocketsHttpHandler())
    {
    }

    /// <summary>How many answers came from each backend.</summary>
    public IReadOnlyDictionary<string, int> AnswersByBackend => _answersByBackend;

    /// <summary>The prompt tokens that the balancer reckoned with for the latest answer.</summary>
    public int LatestPromptTokens => Volatile.Read(ref _latestPromptTokens);

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.Headers.TryGetValues(BalancerHeaders.Backend, out var names))
            _answersByBackend.AddOrUpdate(names.Single(), 1, static (_, answers) => answers + 1);
        if (response.Headers.TryGetValues(BalancerHeaders.PromptTokens, out var tokens))
            Volatile.Write(ref _latestPromptTokens, int.Parse(tokens.Single(), CultureInfo.InvariantCulture));
        return response;
    }
}

using System.Text;
using System.Text.RegularExpressions;
using TokenAwareBalancer.Receiving;

namespace TokenAwareBalancer.Restarts;

/// <summary>Passes the requests of one client on, one at a time, and keeps the latest answer as it came.</summary>
/// <remarks>What a client library makes of an error within a stream is its own; what came is what counts.</remarks>
internal sealed partial class StreamRecorder : DelegatingHandler
{
    private MemoryStream _bytes = new();

    public StreamRecorder()
        : base(new SocketsHttpHandler())
    {
    }

    /// <summary>Whose answer came last; null when none came since <see cref="Forget"/>.</summary>
    public string? Backend { get; private set; }

    /// <summary>The code of the error in the latest answer; null when there is none.</summary>
    public string? ErrorCode =>
        ErrorObject().Match(Text) is { Success: true } match ? match.Groups["code"].Value : null;

    /// <summary>Whether the latest answer said why it ended.</summary>
    public bool HasFinishReason => FinishReason().IsMatch(Text);

    private string Text => Encoding.UTF8.GetString(_bytes.ToArray());

    public void Forget() => (_bytes, Backend) = (new MemoryStream(), null);

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        Backend = response.Headers.TryGetValues(BalancerHeaders.Backend, out var names) ? names.Single() : null;
        var content = new StreamContent(
            new CopyingStream(await response.Content.ReadAsStreamAsync(cancellationToken), _bytes));
        foreach (var (name, values) in response.Content.Headers)
            content.Headers.TryAddWithoutValidation(name, values);
        response.Content = content;
        return response;
    }

    [GeneratedRegex("""\{"error":\{.*"code":"(?<code>\w+)""")]
    private static partial Regex ErrorObject();

    [GeneratedRegex("""\"finish_reason":"\w+""")]
    private static partial Regex FinishReason();
}

using System.Globalization;

namespace TokenAwareBalancer.Soak.Backends;

/// <summary>The head of a request as a backend receives it.</summary>
internal sealed class BackendRequest
{
    private readonly string[] _head;

    public BackendRequest(string[] head) => _head = head;

    /// <summary>The account's number; null for a probe.</summary>
    public string? Id => Header(SoakRequest.IdHeader);

    public int BodyBytes => int.Parse(Header("Content-Length") ?? "0", CultureInfo.InvariantCulture);

    public bool IsHealthProbe => _head[0].StartsWith("GET /health ", StringComparison.Ordinal);

    public Surface Surface => _head[0].Split(' ')[1] switch
    {
        "/v1/chat/completions" => Surface.Chat,
        "/v1/completions" => Surface.Completions,
        "/v1/messages" => Surface.Messages,
        "/v1/responses" => Surface.Responses,
        "/v1/embeddings" => Surface.Embeddings,
        "/v1/rerank" => Surface.Rerank,
        _ => Surface.PassedThrough,
    };

    private string? Header(string name) => _head
        .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..]
        .Trim();
}

using System.Globalization;
using System.Text;

namespace TokenAwareBalancer.Fuzzing;

/// <summary>Requests of HTTP/1.1 as bytes at random: their lines, headers and framing, right and wrong.</summary>
internal sealed class RandomRequests(Random random)
{
    public static readonly string[] Paths =
    [
        "/v1/chat/completions", "/v1/completions", "/v1/responses", "/v1/embeddings", "/v1/rerank", "/rerank",
        "/v2/rerank", "/v1/messages", "/v1/messages/count_tokens", "/tokenize",
    ];

    private static readonly string[] OddPaths =
    [
        "/v1/models", "/v1/models/m", "/v1/files", "/v1/../admin", "//v1/chat/completions", "*", "/v1/%2e%2e/x", "/livez",
        "/readyz", "http://other/v1/chat/completions", "/v1/chat/completions?a=b&\u00e9", "/v1/%00", "/v1/%zz", "", "/",
        "/v1/chat/completions#x", "/v1\\..\\x", "/v1/audio/x y", "/metrics", "/V1/chat/completions",
    ];

    private static readonly string[] Methods =
        ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE", "post", "P@ST", "", "X\u00e9"];

    private static readonly string[] OddHeaders =
    [
        "x-balancer-total-timeout: 1ms", "x-balancer-first-token-timeout: -1", "x-balancer-between-tokens-timeout: 1e99",
        "x-request-id: \u0001", "x-request-id: mine", "x-balancer-backend: b2", "Expect: 100-continue", "Expect: 200",
        "Connection: close", "Connection: keep-alive, x-a, Content-Length", "Upgrade: websocket\r\nConnection: Upgrade",
        "TE: trailers", "Transfer-Encoding: gzip", "Transfer-Encoding: chunked, identity", "Transfer-Encoding : chunked",
        "Transfer-Encoding: \tchunked", "Content-Length: 5", "Content-Length: +5", "Content-Length: 5, 5",
        "Content-Length: 99999999999999999999", "Host: other", "Host: a b", "X: a\rb", "X: a\nY: b", "X\0: a", " folded",
        "X:", ": x", "nocolon", "Content-Encoding: gzip", "Content-Encoding: br", "Accept-Encoding: \u00ff",
        "Authorization: Bearer x", "Cookie: a=b", "Forwarded: for=1", "X-Forwarded-For: 1, 2", "Trailer: x",
        "Proxy-Connection: keep-alive", "Keep-Alive: timeout=5", "HTTP2-Settings: AAMAAABk",
    ];

    private readonly RandomBodies _bodies = new(random);

    /// <summary>One to four requests, one behind the other, perhaps damaged, perhaps broken off.</summary>
    public byte[] Next()
    {
        var bytes = Enumerable.Range(0, random.Next(1, 5)).SelectMany(_ => One()).ToList();
        if (random.Next(6) == 0)
            bytes[random.Next(bytes.Count)] = (byte)random.Next(256);
        return random.Next(4) == 0 ? [.. bytes.Take(random.Next(1, bytes.Count + 1))] : [.. bytes];
    }

    /// <summary>What is asked, by which method, and with what body.</summary>
    public (string Method, string Path, byte[] Body) NextParts()
    {
        var path = random.Next(5) == 0 ? Pick(OddPaths) : Pick(Paths);
        return (random.Next(8) == 0 ? Pick(Methods) : "POST", path, _bodies.Next(path));
    }

    public string NextHeader() => random.Next(20) == 0
        ? $"x-long: {new string('x', random.Next(1, 50_000))}"
        : Pick(OddHeaders);

    private byte[] One()
    {
        var (method, path, body) = NextParts();
        var headers = new List<string>();
        if (random.Next(20) != 0)
            headers.Add("Host: localhost");
        if (random.Next(4) != 0)
            headers.Add("Content-Type: application/json");
        for (var odd = random.Next(3) == 0 ? random.Next(1, 4) : 0; odd > 0; odd--)
            headers.Insert(random.Next(headers.Count + 1), NextHeader());
        var framed = Frame(body, headers);
        var version = random.Next(25) == 0 ? Pick(["HTTP/1.0", "HTTP/2.0", "HTTP/9", "", "http/1.1"]) : "HTTP/1.1";
        var head = $"{method} {path} {version}\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n";
        return [.. Encoding.Latin1.GetBytes(head), .. framed];
    }

    private byte[] Frame(byte[] body, List<string> headers)
    {
        switch (random.Next(10))
        {
            case 0:
                headers.Add(Length(body.Length + random.Next(-5, 20)));
                return body;
            case 1:
                return body;
            case 2 or 3 or 4:
                headers.Add("Transfer-Encoding: chunked");
                return Chunked(body);
            default:
                headers.Add(Length(body.Length));
                return body;
        }
    }

    private byte[] Chunked(byte[] body)
    {
        var bytes = new List<byte>();
        var isBroken = random.Next(5) == 0;
        for (var at = 0; at < body.Length;)
        {
            var length = Math.Min(random.Next(1, 2000), body.Length - at);
            var announced = isBroken && random.Next(3) == 0 ? length + random.Next(-1, 3) : length;
            var size = announced.ToString(Pick(["x", "X", "x4"]), CultureInfo.InvariantCulture);
            var extension = random.Next(10) == 0 ? Pick([";a=b", ";\"", " ", ";" + new string('x', 5000), "\n"]) : "";
            bytes.AddRange(Encoding.ASCII.GetBytes(size + extension + "\r\n"));
            bytes.AddRange(body[at..(at + length)]);
            bytes.AddRange(Encoding.ASCII.GetBytes(isBroken && random.Next(5) == 0 ? "\n" : "\r\n"));
            at += length;
        }

        var trailers = random.Next(8) == 0 ? Pick(["x: y\r\n", "Content-Length: 3\r\n", "Host: z\r\n", "bad\r\n"]) : "";
        bytes.AddRange(Encoding.ASCII.GetBytes(isBroken && random.Next(4) == 0 ? "" : $"0\r\n{trailers}\r\n"));
        return [.. bytes];
    }

    private static string Length(int bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"Content-Length: {bytes}");

    private T Pick<T>(T[] list) => list[random.Next(list.Length)];
}

using TokenAwareBalancer.Configuration.Declaring;

namespace TokenAwareBalancer.Configuration;

/// <summary>A client that may send requests, known by the hash of its key.</summary>
internal sealed class ClientKeyOptions
{
    [Text("What the log calls the client; unique.", TextPatterns.Name, TextPatterns.NameExpected), Required]
    public string Name { get; set; } = "";

    /// <summary>A secret in errors only, because a key may stand there by mistake.</summary>
    [Text("The hash of the client's key, as balancer keys new prints it; never the key itself.",
        TextPatterns.KeyHash, TextPatterns.KeyHashExpected), Required, Secret]
    public string Hash { get; set; } = "";
}

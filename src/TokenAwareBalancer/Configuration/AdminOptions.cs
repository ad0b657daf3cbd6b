using System.Text.Json.Serialization;
using TokenAwareBalancer.Configuration.Declaring;

namespace TokenAwareBalancer.Configuration;

/// <summary>The port for operators, apart from the clients' so that it can be closed to them.</summary>
internal sealed class AdminOptions
{
    /// <summary>Empty for no admin port.</summary>
    [Group("Where operators and Prometheus connect; an empty list closes the port."), OneOrMany, NeedsRestart]
    public IReadOnlyList<ListenerOptions> Listen { get; set; } = [ListenAddress.Parse("127.0.0.1:8701", out _)!.Value];

    /// <summary>
    /// Null to ask for none, which only loopback allows. Not a hash, because it is the same secret that scrapers get.
    /// </summary>
    [Text("What operators and Prometheus must send as Authorization: Bearer; required unless the port is on loopback, "
        + "best taken from the environment.",
        TextPatterns.GuardToken, TextPatterns.GuardTokenExpected, WhenAbsent = "none asked for")]
    [Secret, JsonIgnore]
    public string? Token { get; set; }
}

using TokenAwareBalancer.Configuration.Declaring;

namespace TokenAwareBalancer.Configuration;

/// <summary>How names are looked up that stand for several backends.</summary>
internal sealed class DiscoveryOptions
{
    /// <summary>As fast as a cluster's DNS follows its pods; a question costs the resolver nothing.</summary>
    [Duration("The time between two lookups of a name; longer where its records say that they hold longer.",
        "100ms", "5s")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);

    [Duration("How long a lookup may take, all attempts included.", "10ms", "2s")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Null for those of <c>/etc/resolv.conf</c>.</summary>
    [Text("The DNS server that is asked for SRV records, as ADDRESS or ADDRESS:PORT.",
        TextPatterns.DnsServer, TextPatterns.DnsServerExpected, WhenAbsent = "those of /etc/resolv.conf")]
    public string? DnsServer { get; set; }

    public bool IsSameAs(DiscoveryOptions other) =>
        (Interval, Timeout, DnsServer) == (other.Interval, other.Timeout, other.DnsServer);
}

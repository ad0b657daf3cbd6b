using TokenAwareBalancer.Configuration.Declaring;

namespace TokenAwareBalancer.Configuration;

/// <summary>Which web pages may call the balancer from a browser (CORS).</summary>
internal sealed class CrossOriginOptions
{
    /// <summary>Stands for every origin.</summary>
    public const string Any = "*";

    /// <summary>As browsers write them: in lower case and without a default port.</summary>
    [Origin("The origins whose pages may call, or * for every one."), OneOrMany, Required]
    public IReadOnlyList<string> Origins { get; set; } = [];

    /// <summary>Ten minutes: an origin that is taken from the list is soon out; Chromium keeps 2 h at most.</summary>
    [Duration("How long a browser may remember that it may call.", "0s", "10m")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Off: keys travel in headers, which pages set themselves.</summary>
    [Toggle("Let browsers send cookies and client certificates with the calls; not together with *.")]
    public bool Credentials { get; set; }

    public bool AllowsAny => Origins.Contains(Any);
}

namespace TokenAwareBalancer.Attacks;

/// <summary>The balancer's ports.</summary>
internal sealed record Targets(Uri Http1, Uri Http2, Uri Admin);

using System.Globalization;
using TokenAwareBalancer.Discovering.Engines;

namespace TokenAwareBalancer.Discovering.Starting;

/// <summary>An address at which an engine may be.</summary>
/// <param name="Address">With a slash at its end, and without <c>/v1</c>.</param>
/// <param name="Name">What the backend is to be called; null leaves it to what is found.</param>
/// <param name="UsuallyThere">The engine whose port it is; null for one that somebody named.</param>
internal sealed record SoughtEngine(Uri Address, string? Name = null, EngineKind? UsuallyThere = null)
{
    /// <summary>The ports that engines take on this machine unless told otherwise.</summary>
    public static IReadOnlyList<SoughtEngine> OnUsualPorts { get; } =
    [
        .. EngineKind.WithUsualPort.Select(kind => new SoughtEngine(
            new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{kind.UsualPort}/")), null, kind)),
    ];

    /// <summary>As people write it.</summary>
    public string Url => Address.AbsoluteUri.TrimEnd('/');
}

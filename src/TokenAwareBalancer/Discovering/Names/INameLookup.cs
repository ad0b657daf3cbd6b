using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Discovering.Names;

/// <summary>Asks DNS.</summary>
internal interface INameLookup
{
    /// <param name="question">What to ask.</param>
    /// <param name="options">Whom, and for how long.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">Nobody could say; the message tells why.</exception>
    Task<NameAnswer> LookUpAsync(NameQuestion question, DiscoveryOptions options, CancellationToken cancellationToken);
}

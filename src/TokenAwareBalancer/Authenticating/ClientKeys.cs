using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Authenticating;

/// <summary>Who may send requests. Immutable.</summary>
internal sealed class ClientKeys
{
    private readonly (string Name, KeyHash Hash)[] _clients;

    public ClientKeys(IEnumerable<ClientKeyOptions> clients) =>
        _clients = [.. clients.Select(client => (client.Name, KeyHash.Parse(client.Hash)))];

    /// <summary>Whether a key is asked for at all.</summary>
    public bool AreRequired => _clients.Length > 0;

    /// <summary>Whether the request may go on.</summary>
    /// <param name="request">Its body is not touched.</param>
    /// <param name="client">The client whose key it carries; null when none is asked for, or none is right.</param>
    public bool Admits(HttpRequest request, out string? client)
    {
        client = null;
        if (!AreRequired)
            return true;
        foreach (var key in PresentedKeys.Of(request))
            client = NameOf(KeyHash.Of(key)) ?? client;
        return client is not null;
    }

    // Against all, also after a match: the time tells nobody whose key it was.
    private string? NameOf(KeyHash presented)
    {
        string? found = null;
        foreach (var (name, hash) in _clients)
        {
            if (hash.Matches(presented))
                found = name;
        }

        return found;
    }
}

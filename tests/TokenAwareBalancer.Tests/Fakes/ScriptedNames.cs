using System.Collections.Concurrent;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Discovering.Names;

namespace TokenAwareBalancer.Fakes;

/// <summary>A DNS that says what the test says.</summary>
internal sealed class ScriptedNames : INameLookup
{
    private readonly ConcurrentDictionary<string, string[]> _addresses = new();

    /// <summary>What a name leads to; empty for nothing, null for a failure.</summary>
    public string[]? this[string host]
    {
        set
        {
            if (value is null)
                _addresses.TryRemove(host, out _);
            else
                _addresses[host] = value;
        }
    }

    public int Lookups { get; private set; }

    public Task<NameAnswer> LookUpAsync(
        NameQuestion question, DiscoveryOptions options, CancellationToken cancellationToken)
    {
        Lookups++;
        return _addresses.TryGetValue(question.Host, out var addresses)
            ? Task.FromResult(new NameAnswer(
                [.. addresses.Select(address => new FoundPlace(address, null, 1))], TimeSpan.Zero))
            : Task.FromException<NameAnswer>(new IOException("the resolver is down"));
    }
}

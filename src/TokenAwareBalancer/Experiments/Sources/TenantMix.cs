using TokenAwareBalancer.Simulating;

namespace TokenAwareBalancer.Experiments.Sources;

/// <summary>Tenants of unlike size, each with its own lengths and a system prompt that its requests share.</summary>
/// <remarks>
/// The k-th tenant has a share in proportion to 1/k^skew. Its median lengths are drawn around those of all with the
/// deviation <c>spread</c> of their logarithm, its requests' around its own with <c>sigma</c>. A prompt is the tenant's
/// <c>prefix</c> tokens, and then its own.
/// </remarks>
internal sealed class TenantMix
{
    private const int BlockTokens = 512;
    private const int MostTokens = 100_000;

    /// <summary>The tenants are the same whatever the seed of a run.</summary>
    private const int TenantSeed = 11;

    private readonly string _description;
    private readonly (double Share, LogNormalLengths Own, LogNormalLengths Answer)[] _tenants;
    private readonly int _prefixTokens;

    private TenantMix(NamedNumbers numbers)
    {
        var random = new SeededRandom(TenantSeed);
        var count = numbers.Whole("count");
        var total = Enumerable.Range(1, count).Sum(place => Math.Pow(place, -numbers["skew"]));
        _prefixTokens = numbers.Whole("prefix");
        _tenants = [.. Enumerable.Range(1, count).Select(place => (Math.Pow(place, -numbers["skew"]) / total,
            Lengths(numbers, "in", random), Lengths(numbers, "out", random)))];
        var largest = FormattableString.Invariant($"{_tenants[0].Share:0.0 %} of the requests");
        _description = $"{count} tenants, the first with {largest}, "
            + FormattableString.Invariant($"each with a prefix of {_prefixTokens} tokens");
    }

    /// <exception cref="FormatException">Says what is wrong and what would be right.</exception>
    public static TenantMix Parse(string text) => new(NamedNumbers.Parse(text,
        ("count", 20, 1, 10_000), ("skew", 1, 0, 5), ("in", 500, 1, MostTokens), ("out", 200, 1, MostTokens),
        ("sigma", 0.7, 0, 3), ("spread", 1, 0, 3), ("prefix", 2048, 0, MostTokens)));

    public RequestSource ToSource() => new DrawnSource(_description, Draw);

    private SimulatedRequest Draw(SeededRandom random)
    {
        var tenant = Choose(random.NextDouble());
        var (_, own, answer) = _tenants[tenant];
        return new SimulatedRequest(0, _prefixTokens + own.Draw(random), answer.Draw(random))
        {
            Tenant = tenant,
            BlockIds = PrefixIds(tenant),
        };
    }

    /// <summary>Of whole blocks alone: what ends within one is shared with nobody else's rest of it.</summary>
    private long[] PrefixIds(int tenant)
    {
        var blocks = _prefixTokens / BlockTokens;
        return [.. Enumerable.Range(0, blocks).Select(block => (long)tenant * blocks + block)];
    }

    private int Choose(double point)
    {
        for (var tenant = 0; tenant < _tenants.Length - 1; tenant++)
        {
            if (point < _tenants[tenant].Share)
                return tenant;
            point -= _tenants[tenant].Share;
        }

        return _tenants.Length - 1;
    }

    private static LogNormalLengths Lengths(NamedNumbers numbers, string name, SeededRandom random) => new(
        numbers[name] * Math.Exp(numbers["spread"] * random.NextGaussian()), numbers["sigma"], MostTokens);
}

using TokenAwareBalancer.Simulating;

namespace TokenAwareBalancer.Experiments.Sources;

/// <summary>Tenants of unlike size, each with its own lengths and a system prompt that its requests share.</summary>
/// <remarks>
/// The k-th tenant has a share in proportion to 1/k^skew. Its median lengths are drawn around those of all with the
/// deviation <c>spread</c> of their logarithm, its requests' around its own with <c>sigma</c>. A prompt is the tenant's
/// <c>prefix</c> tokens, and then its own. What of the prefix fills whole KV blocks is shared; it is told in blocks as
/// large as divide that, up to <see cref="MostBlockTokens"/>.
/// </remarks>
internal sealed class TenantMix
{
    /// <summary>What engines share: whole blocks of the KV cache.</summary>
    private const int KvBlockTokens = 16;

    /// <summary>Larger blocks are faster to simulate, and leave a cache in larger pieces; traces have these.</summary>
    private const int MostBlockTokens = 512;

    private const int MostTokens = 100_000;

    /// <summary>The tenants are the same whatever the seed of a run.</summary>
    private const int TenantSeed = 11;

    private readonly string _description;
    private readonly (double Share, LogNormalLengths Own, LogNormalLengths Answer, long[] PrefixIds)[] _tenants;
    private readonly int _prefixTokens;
    private readonly int _blockTokens;

    private TenantMix(NamedNumbers numbers)
    {
        var random = new SeededRandom(TenantSeed);
        var count = numbers.Whole("count");
        var total = Enumerable.Range(1, count).Sum(place => Math.Pow(place, -numbers["skew"]));
        _prefixTokens = numbers.Whole("prefix");
        _blockTokens = BlockTokens(_prefixTokens);
        _tenants = [.. Enumerable.Range(1, count).Select(place => (Math.Pow(place, -numbers["skew"]) / total,
            Lengths(numbers, "in", random), Lengths(numbers, "out", random), PrefixIds(place - 1)))];
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
        var (_, own, answer, prefixIds) = _tenants[tenant];
        return new SimulatedRequest(0, _prefixTokens + own.Draw(random), answer.Draw(random))
        {
            Tenant = tenant,
            BlockIds = prefixIds,
            BlockTokens = _blockTokens,
        };
    }

    /// <summary>The largest that divides what is shared.</summary>
    private static int BlockTokens(int prefixTokens)
    {
        var kvBlocks = prefixTokens / KvBlockTokens;
        return KvBlockTokens * Enumerable.Range(1, MostBlockTokens / KvBlockTokens).Last(one => kvBlocks % one == 0);
    }

    private long[] PrefixIds(int tenant)
    {
        var blocks = _prefixTokens / _blockTokens;
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

namespace TokenAwareBalancer.Simulating.Arriving;

/// <summary>Which requests come in which order, and when.</summary>
/// <remarks>Each draw has a stream of its own, so that the same seed gives the same lengths at every load.</remarks>
public static class Arrivals
{
    private const long OrderStream = -3;
    private const long GapStream = -4;

    /// <summary>
    /// So many requests in an order drawn by the seed: the list again and again, shuffled anew each time.
    /// </summary>
    /// <remarks>For lengths alone: prefixes that are shared come in their own order.</remarks>
    public static SimulatedRequest[] Shuffle(IReadOnlyList<SimulatedRequest> pool, int count, int seed)
    {
        var random = new SeededRandom(seed, OrderStream);
        SimulatedRequest[] deck = [.. pool];
        var drawn = new SimulatedRequest[count];
        for (var i = 0; i < count; i++)
        {
            // The shuffle of Fisher and Yates, as far as it is needed.
            var place = i % deck.Length;
            var other = random.NextInteger(place, deck.Length - 1);
            (deck[place], deck[other]) = (deck[other], deck[place]);
            drawn[i] = deck[place];
        }

        return drawn;
    }

    /// <summary>Independent users: exponential times between requests.</summary>
    public static SimulatedRequest[] Poisson(
        IReadOnlyList<SimulatedRequest> requests, double ratePerSecond, int seed) =>
        Space(requests, seed, random => -Math.Log(1 - random.NextDouble()) / ratePerSecond);

    /// <summary>
    /// Burstier or smoother than independent users: times between requests from a gamma distribution.
    /// </summary>
    /// <param name="requests">In their order.</param>
    /// <param name="ratePerSecond">On average.</param>
    /// <param name="variation">Standard deviation of the times over their mean: 1 is Poisson, more is burstier.</param>
    /// <param name="seed">What is drawn from.</param>
    public static SimulatedRequest[] Gamma(
        IReadOnlyList<SimulatedRequest> requests, double ratePerSecond, double variation, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(variation);
        var shape = 1 / (variation * variation);
        return Space(requests, seed, random => DrawGamma(random, shape) / (shape * ratePerSecond));
    }

    /// <summary>Their own times, stretched to another rate.</summary>
    public static SimulatedRequest[] Scale(IReadOnlyList<SimulatedRequest> requests, double ratePerSecond)
    {
        var ownRatePerSecond = RatePerSecond(requests);
        if (!double.IsFinite(ownRatePerSecond))
            throw new ArgumentException("All requests have the same time: no scale gives them a rate.");
        var factor = ownRatePerSecond / ratePerSecond;
        return [.. requests.Select(request => request with { ArrivalSeconds = request.ArrivalSeconds * factor })];
    }

    /// <summary>Of their own times; infinite when all come at once.</summary>
    public static double RatePerSecond(IReadOnlyList<SimulatedRequest> requests) =>
        (requests.Count - 1) / (requests[^1].ArrivalSeconds - requests[0].ArrivalSeconds);

    private static SimulatedRequest[] Space(
        IReadOnlyList<SimulatedRequest> requests, int seed, Func<SeededRandom, double> drawSeconds)
    {
        var random = new SeededRandom(seed, GapStream);
        var spaced = new SimulatedRequest[requests.Count];
        var seconds = 0.0;
        for (var i = 0; i < spaced.Length; i++)
        {
            seconds += drawSeconds(random);
            spaced[i] = requests[i] with { ArrivalSeconds = seconds };
        }

        return spaced;
    }

    /// <summary>Mean and variance <paramref name="shape"/>.</summary>
    /// <remarks>
    /// Marsaglia and Tsang, "A simple method for generating gamma variables", 2000; below a shape of 1 by way of
    /// Gamma(shape) = Gamma(shape + 1) · U^(1/shape).
    /// </remarks>
    private static double DrawGamma(SeededRandom random, double shape)
    {
        if (shape < 1)
            return DrawGamma(random, shape + 1) * Math.Pow(1 - random.NextDouble(), 1 / shape);
        var d = shape - 1.0 / 3;
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var gaussian = random.NextGaussian();
            var v = Math.Pow(1 + c * gaussian, 3);
            if (v > 0 && Math.Log(1 - random.NextDouble()) < gaussian * gaussian / 2 + d - d * v + d * Math.Log(v))
                return d * v;
        }
    }
}

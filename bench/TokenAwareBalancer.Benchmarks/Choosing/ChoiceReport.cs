using System.Globalization;
using TokenAwareBalancer.Benchmarks.Tokenizing;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Estimating;

namespace TokenAwareBalancer.Benchmarks.Choosing;

/// <summary>Prints what a choice takes under each policy, the table of <c>docs/performance.md</c>.</summary>
/// <remarks>
/// Medians of short batches in time of this thread, which other work on the machine lengthens less than it does the
/// clock's.
/// </remarks>
internal static class ChoiceReport
{
    private const int Batches = 301;
    private const int WarmUps = 3;

    /// <summary>Some 50 µs: shorter than a turn on the processor, and long for the clock.</summary>
    private const double BatchBackends = 4096;

    private static readonly WorkEstimate Work = new(1000, 200, WorkEstimate.Unlimited);

    public static void Print()
    {
        Console.WriteLine("| policy | choice of 8 | of 256 | placed and settled, of 8 | of 256 |");
        Console.WriteLine("|---|---:|---:|---:|---:|");
        foreach (var policy in BalancingPolicies.Names)
        {
            var (few, many) = (new BusyFleet(8, policy), new BusyFleet(256, policy));
            string[] cells = [policy, Choose(few), Choose(many), Place(few), Place(many)];
            Console.WriteLine($"| {string.Join(" | ", cells)} |");
        }
    }

    private static string Choose(BusyFleet fleet)
    {
        var (policy, candidates, choices) = (fleet.Model.Policy, fleet.Describe(), 0);
        return Measure(candidates.Length, () => policy.Choose(candidates, Work, choices++ / 1000.0));
    }

    private static string Place(BusyFleet fleet) => Measure(
        fleet.Model.Backends.Length, () => fleet.Place(Work.PromptTokens, Work.EstimatedOutputTokens).Settle());

    private static string Measure<T>(int backends, Func<T> body)
    {
        var times = (int)(BatchBackends / backends);
        for (var warmUp = 0; warmUp < WarmUps; warmUp++)
        {
            TakeBatches(times, body);
            // Time for the compiler to do its best with what it has seen.
            Thread.Sleep(TimeSpan.FromMilliseconds(150));
        }

        var nanoseconds = TakeBatches(times, body);
        return nanoseconds < 1000
            ? string.Create(CultureInfo.InvariantCulture, $"{nanoseconds:F0} ns")
            : string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1000:F1} µs");
    }

    /// <returns>The median of what one took, in nanoseconds.</returns>
    private static double TakeBatches<T>(int times, Func<T> body)
    {
        var batches = new double[Batches];
        for (var batch = 0; batch < Batches; batch++)
        {
            var start = ThreadClock.Seconds;
            for (var i = 0; i < times; i++)
                body();
            batches[batch] = (ThreadClock.Seconds - start) / times * 1e9;
        }

        Array.Sort(batches);
        return batches[Batches / 2];
    }
}

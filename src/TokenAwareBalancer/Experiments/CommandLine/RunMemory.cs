using System.Globalization;

namespace TokenAwareBalancer.Experiments.CommandLine;

/// <summary>How many runs fit the machine.</summary>
/// <remarks>
/// What a run needs while it goes on is given back at its end; its latencies are kept until all runs of its load are
/// done, and the requests of a load are there once for each seed.
/// </remarks>
internal static class RunMemory
{
    /// <summary>Measured: its record, its times, and what is under way of it.</summary>
    private const long BytesPerRequestUnderWay = 600;

    /// <summary>The request and its isolated times.</summary>
    private const long BytesPerInput = 88;

    /// <summary>Three latencies.</summary>
    private const long BytesPerResult = 24;

    /// <summary>With --csv.</summary>
    private const long BytesPerRecord = 64;

    /// <summary>Of one latency of all seeds: its numbers, their blocks, and both again in order.</summary>
    private const long BytesPerSorted = 32;

    /// <summary>The rest is for the trace, and for the garbage between collections.</summary>
    private const double Part = 0.7;

    public static int MostThreads(ExperimentPlan plan) =>
        Math.Clamp(MostThreads(plan, AvailableBytes()), 1, Environment.ProcessorCount);

    /// <returns>Null when all fits, else what does not.</returns>
    public static string? Problem(ExperimentPlan plan) => Problem(plan, AvailableBytes());

    /// <returns>0 when not even one run at a time fits.</returns>
    public static int MostThreads(ExperimentPlan plan, long availableBytes) =>
        (int)Math.Clamp((availableBytes * Part - KeptBytes(plan)) / ThreadBytes(plan), 0, int.MaxValue);

    public static string? Problem(ExperimentPlan plan, long availableBytes) =>
        MostThreads(plan, availableBytes) > 0 ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"--requests {plan.Requests}: the runs of one load need about {Gigabytes(NeededBytes(plan))} of memory, ")
            + $"and this machine has {Gigabytes(availableBytes)}: give fewer --requests, --seeds or --policies.";

    private static double NeededBytes(ExperimentPlan plan) => (KeptBytes(plan) + ThreadBytes(plan)) / Part;

    /// <summary>Of a load; the pooled engine is one run more.</summary>
    private static double KeptBytes(ExperimentPlan plan) => (double)plan.Requests * plan.Seeds.Count * (BytesPerInput
        + (plan.Policies.Count + 1) * (BytesPerResult + (plan.KeepsRecords ? BytesPerRecord : 0)));

    private static double ThreadBytes(ExperimentPlan plan) =>
        (double)plan.Requests * Math.Max(BytesPerRequestUnderWay, BytesPerSorted * plan.Seeds.Count);

    private static long AvailableBytes() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    private static string Gigabytes(double bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB");
}

using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Demo;

/// <summary>How the machine did while the demo measured, on the wall clock.</summary>
/// <param name="WallSeconds">How long it took.</param>
/// <param name="CpuSeconds">What this process used, over all cores.</param>
/// <param name="Cores">How many there are.</param>
/// <param name="Lateness">How late timers were.</param>
internal sealed record MachineReading(double WallSeconds, double CpuSeconds, int Cores, LatencySummary Lateness)
{
    /// <summary>The part of all cores that this process used.</summary>
    public double CpuPart => CpuSeconds / (WallSeconds * Cores);

    /// <summary>
    /// Beyond four fifths of the cores queues form in this process; 25 ms, sped up by 3, are more than the smallest
    /// payload of 30 ms.
    /// </summary>
    public bool IsTooBusy => CpuPart > 0.8 || Lateness.P99Seconds > 0.025;

    public static MachineReading Of(TimeSpan wall, TimeSpan cpu, IReadOnlyCollection<double> lateSeconds) => new(
        wall.TotalSeconds,
        cpu.TotalSeconds,
        Environment.ProcessorCount,
        LatencySummary.Of(lateSeconds.DefaultIfEmpty(0)));

    /// <summary>Times add up; of the lateness the worst is told.</summary>
    public static MachineReading Join(IReadOnlyList<MachineReading> readings) => readings[0] with
    {
        WallSeconds = readings.Sum(reading => reading.WallSeconds),
        CpuSeconds = readings.Sum(reading => reading.CpuSeconds),
        Lateness = readings.Select(reading => reading.Lateness).MaxBy(lateness => lateness.P99Seconds)!,
    };
}

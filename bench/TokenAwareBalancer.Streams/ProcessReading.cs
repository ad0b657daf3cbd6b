using System.Globalization;

namespace TokenAwareBalancer.Streams;

/// <summary>What the kernel says of a process at one moment.</summary>
/// <param name="ResidentBytes">Memory it has in RAM.</param>
/// <param name="PeakBytes">The most that it has had.</param>
/// <param name="Threads">Its threads.</param>
/// <param name="Descriptors">Its open file descriptors.</param>
/// <param name="CpuSeconds">Processor time it has used.</param>
internal sealed record ProcessReading(
    long ResidentBytes, long PeakBytes, long Threads, int Descriptors, double CpuSeconds)
{
    public static ProcessReading Of(int processId)
    {
        var folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}");
        var status = File.ReadAllLines($"{folder}/status");
        using var process = System.Diagnostics.Process.GetProcessById(processId);
        return new ProcessReading(
            Number(status, "VmRSS:") * 1024,
            Number(status, "VmHWM:") * 1024,
            Number(status, "Threads:"),
            Directory.GetFiles($"{folder}/fd").Length,
            process.TotalProcessorTime.TotalSeconds);
    }

    private static long Number(string[] status, string name)
    {
        var line = status.First(line => line.StartsWith(name, StringComparison.Ordinal));
        var number = line[name.Length..].Replace("kB", "", StringComparison.Ordinal);
        return long.Parse(number, CultureInfo.InvariantCulture);
    }
}

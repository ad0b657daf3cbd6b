using System.Diagnostics;

namespace TokenAwareBalancer.Soak.Measuring;

/// <summary>What the process holds at a moment when nothing is in flight.</summary>
/// <param name="Requests">Requests sent so far.</param>
/// <param name="HeapBytes">What is alive after forced collections.</param>
/// <param name="Sockets">Open sockets; null where the system does not tell.</param>
/// <param name="Timers">Timers that have not fired.</param>
/// <param name="Threads">Threads of the process.</param>
/// <param name="PendingWork">Work that waits for a thread of the pool.</param>
internal sealed record ProcessReading(
    long Requests, long HeapBytes, int? Sockets, long Timers, int Threads, long PendingWork)
{
    private const string DescriptorFolder = "/proc/self/fd";

    public static ProcessReading Take(long requests)
    {
        Collect();
        using var process = Process.GetCurrentProcess();
        return new ProcessReading(
            requests, GC.GetTotalMemory(forceFullCollection: false), CountSockets(), Timer.ActiveCount,
            process.Threads.Count, ThreadPool.PendingWorkItemCount);
    }

    /// <summary>Null on a system without Linux's <c>/proc</c>.</summary>
    public static int? CountSockets() => Directory.Exists(DescriptorFolder)
        ? Directory.EnumerateFiles(DescriptorFolder).Count(IsSocket)
        : null;

    /// <summary>Collects until finalizers leave nothing more to collect.</summary>
    public static void Collect()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
    }

    private static bool IsSocket(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) ?? false;
        }
        catch (IOException)
        {
            // It was closed between being listed and being asked: such is the one that lists them.
            return false;
        }
    }
}

using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TokenAwareBalancer.Benchmarks.Tokenizing;

/// <summary>The time this thread has had a processor, so that other work on the machine counts for less.</summary>
internal static partial class ThreadClock
{
    private const int ThreadCpuTime = 3;

    /// <summary>Seconds since some start: of processor time on Linux, of the clock elsewhere.</summary>
    public static double Seconds =>
        OperatingSystem.IsLinux() && GetTime(ThreadCpuTime, out var time) == 0
            ? time.Seconds + (time.Nanoseconds / 1e9)
            : Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    private readonly struct TimeSpec
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}

namespace TokenAwareBalancer.Experiments.CommandLine;

/// <summary>How many runs fit the machine.</summary>
internal static class RunMemory
{
    /// <summary>Measured: the request, its record, its times, and what is under way of it.</summary>
    private const long BytesPerRequest = 600;

    /// <summary>Of what is there, since results stay until the end.</summary>
    private const double Part = 0.5;

    public static int MostThreads(int requests)
    {
        var freeBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * Part;
        return (int)Math.Clamp(freeBytes / ((double)BytesPerRequest * requests), 1, Environment.ProcessorCount);
    }
}
